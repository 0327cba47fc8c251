-- zh: 关键节点
-- en: Where it fails
-- note_zh: 今日失败按节点与原因归集，关键少数优先处理。
-- note_en: The day's failures by node and reason; the vital few first.
-- kind: table
-- group: node
-- group_title: node_name
-- columns: code, items, share, cumulative, premium
-- formats: word:reason, count, bar, share, money
-- columns_zh: 原因, 件数, 占比, 累计占比, 保费
-- columns_en: Reason, Items, Share, Cumulative, Premium
-- chart: pareto
-- chart_label: code
-- chart_values: items
WITH failed AS (
  -- The day's failed debits, once an item, with the code of the last attempt.
  SELECT f.item_key, f.specialist_key, 'debit' AS node, COALESCE(MAX(x.failure_code), '') AS code
  FROM facts.payments AS f
  INNER JOIN facts.items AS i ON i.item_key = f.item_key
  INNER JOIN main.payments AS x ON x.due_id = i.due_id AND x.status = 'failed' AND CAST(x.paid_on AS DATE) = f.paid_on
  WHERE f.status = 'failed' AND f.paid_on BETWEEN $first_on AND $reference_on
  GROUP BY f.item_key, f.specialist_key
  UNION ALL
  SELECT a.item_key, a.specialist_key, 'refused', COALESCE(MAX(x.objection_code), '')
  FROM run_activities AS a
  INNER JOIN main.activities AS x ON x.activity_id = a.activity_id
  WHERE a.period_no = $period_no AND a.outcome = 'refused' AND a.item_key IS NOT NULL
  GROUP BY a.item_key, a.specialist_key
  UNION ALL
  SELECT DISTINCT a.item_key, a.specialist_key, 'promise', COALESCE(x.objection_code, '')
  FROM facts.activities AS a
  INNER JOIN main.activities AS x ON x.activity_id = a.activity_id
  LEFT JOIN facts.settled_spans AS d ON d.item_key = a.item_key AND d.from_on <= $as_of AND $as_of < d.to_on
  WHERE a.promised_on BETWEEN $first_on AND $reference_on AND a.occurred_on <= $as_of AND a.item_key IS NOT NULL
    AND COALESCE(d.from_on > a.promised_on, TRUE)
  UNION ALL
  SELECT i.item_key, i.specialist_key, 'grace', ''
  FROM run_items AS i
  WHERE i.period_no = $period_no AND i.grace_end_on BETWEEN $first_on AND $reference_on AND NOT i.is_settled
),
counted AS (
  SELECT
    s.scope_no,
    CASE WHEN f.node IN ('debit') THEN 'debit' ELSE 'objection' END AS node,
    CASE WHEN f.node = 'grace' AND f.code = '' THEN 'grace_over' ELSE f.code END AS code,
    COUNT(*) AS items,
    SUM(i.amount_due) AS premium
  FROM failed AS f
  INNER JOIN report_members AS s ON s.period_no = $period_no AND s.specialist_key = f.specialist_key
  INNER JOIN facts.items AS i ON i.item_key = f.item_key
  WHERE f.node <> 'grace'
  GROUP BY 1, 2, 3
)
SELECT
  scope_no,
  node,
  CASE node
    WHEN 'debit' THEN (CASE $language WHEN 'zh' THEN '扣款失败' ELSE 'Failed debits' END)
    ELSE (CASE $language WHEN 'zh' THEN '拒绝与承诺未兑现' ELSE 'Refusals and broken promises' END)
  END AS node_name,
  code,
  items,
  items AS share,
  SUM(items) OVER (PARTITION BY scope_no, node) AS share_of,
  SUM(items) OVER (PARTITION BY scope_no, node ORDER BY items DESC, code ROWS UNBOUNDED PRECEDING) AS cumulative,
  SUM(items) OVER (PARTITION BY scope_no, node) AS cumulative_of,
  premium
FROM counted
ORDER BY scope_no, node, items DESC, code

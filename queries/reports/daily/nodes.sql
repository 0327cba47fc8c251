-- zh: 受阻原因
-- en: Where it fails
-- note_zh: 今日扣款失败、拒绝与承诺未兑现按原因归集，关键少数优先处理；宽限期满未缴没有原因，不计入。
-- note_en: The day's failed debits, refusals and broken promises by reason, the vital few first; the end of grace has no
--    reason and is not among them.
-- kind: table
-- show: folded
-- group_zh: 类别
-- group_en: Kind
-- group: node
-- group_words: failed
-- columns: code, items, share, cumulative, premium
-- formats: word:reason, count, bar, share, money
-- columns_zh: 原因, 件数, 占比, 累计占比, 保费
-- columns_en: Reason, Items, Share, Cumulative, Premium
-- chart: pareto
-- chart_label: code
-- chart_values: items
WITH counted AS (
  SELECT
    s.scope_no,
    CASE WHEN f.node = 'debit' THEN 'debit' ELSE 'objection' END AS node,
    f.code,
    COUNT(*) AS items,
    SUM(i.amount_due) AS premium
  FROM report_failures AS f
  INNER JOIN report_members AS s ON s.period_no = $period_no AND s.specialist_key = f.specialist_key
  INNER JOIN facts.items AS i ON i.item_key = f.item_key
  WHERE f.node <> 'grace'
  GROUP BY 1, 2, 3
)
SELECT
  scope_no,
  node,
  code,
  items,
  items AS share,
  SUM(items) OVER (PARTITION BY scope_no, node) AS share_of,
  SUM(items) OVER (PARTITION BY scope_no, node ORDER BY items DESC, code ROWS UNBOUNDED PRECEDING) AS cumulative,
  SUM(items) OVER (PARTITION BY scope_no, node) AS cumulative_of,
  premium
FROM counted
ORDER BY scope_no, node, items DESC, code

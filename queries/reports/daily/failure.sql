-- zh: 失败清单
-- en: Failed today
-- note_zh: 今日扣款失败、拒绝、承诺未兑现、宽限期满未缴的续期件及其节点。
-- note_en: Items with a failed debit, a refusal, a broken promise or the end of grace on the day, and where they failed.
-- kind: table
-- columns: node, code, team_name, specialist_name, policy_id, customer_name, due_on, grace_end_on, due_no, amount
-- formats: word:node, word:reason, text, text, id, text, date, date, count, money
-- columns_zh: 节点, 原因, 团队, 专员, 保单号, 客户, 应缴日, 宽限期止, 缴次, 保费
-- columns_en: Node, Reason, Team, Specialist, Policy, Customer, Due on, Grace ends, Payment no., Premium
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
)
SELECT
  s.scope_no,
  f.node,
  CASE WHEN f.node = 'grace' AND f.code = '' THEN 'grace_over' ELSE f.code END AS code,
  s.team_name,
  s.specialist_name,
  p.policy_id,
  COALESCE(c.customer_name, '') AS customer_name,
  i.due_on,
  i.grace_end_on,
  i.due_no,
  i.amount_due AS amount
FROM failed AS f
INNER JOIN report_members AS s ON s.period_no = $period_no AND s.specialist_key = f.specialist_key
INNER JOIN facts.items AS i ON i.item_key = f.item_key
INNER JOIN facts.policies AS p ON p.policy_key = i.policy_key
LEFT JOIN main.customers AS c ON c.customer_id = p.customer_id
ORDER BY s.scope_no, i.amount_due DESC, p.policy_id, i.due_no, f.node, f.code

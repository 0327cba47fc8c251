-- zh: 失败清单
-- en: Failed today
-- note_zh: 今日扣款失败、拒绝、承诺未兑现、宽限期满未缴的续期件及其节点。
-- note_en: Items with a failed debit, a refusal, a broken promise or the end of grace on the day, and where they failed.
-- kind: table
-- columns: node, code, team_name, specialist_name, policy_id, customer_name, due_on, grace_end_on, due_no, amount
-- formats: word:node, word:reason, text, text, id, text, date, date, count, money
-- columns_zh: 节点, 原因, 团队, 专员, 保单号, 客户, 应缴日, 宽限期止, 缴次, 保费
-- columns_en: Node, Reason, Team, Specialist, Policy, Customer, Due on, Grace ends, Payment no., Premium
SELECT
  s.scope_no,
  f.node,
  f.code,
  s.team_name,
  s.specialist_name,
  p.policy_id,
  COALESCE(c.customer_name, '') AS customer_name,
  i.due_on,
  i.grace_end_on,
  i.due_no,
  i.amount_due AS amount
FROM report_failures AS f
INNER JOIN report_members AS s ON s.period_no = $period_no AND s.specialist_key = f.specialist_key
INNER JOIN facts.items AS i ON i.item_key = f.item_key
INNER JOIN facts.policies AS p ON p.policy_key = i.policy_key
LEFT JOIN main.customers AS c ON c.customer_id = p.customer_id
ORDER BY s.scope_no, i.amount_due DESC, p.policy_id, i.due_no, f.node, f.code

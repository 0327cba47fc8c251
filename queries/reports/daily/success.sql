-- zh: 成功清单
-- en: Settled today
-- note_zh: 今日收齐的续期件，按保费从大到小。
-- note_en: Renewal items that became settled on the day, the largest premium first.
-- kind: table
-- show: folded
-- columns: team_name, specialist_name, policy_id, customer_name, due_on, due_no, stage, amount, method, days
-- formats: text, text, id, text, date, count, word:stage, money, word:method, count
-- columns_zh: 团队, 专员, 保单号, 客户, 应缴日, 缴次, 阶段, 保费, 收费方式, 距应缴日天数
-- columns_en: Team, Specialist, Policy, Customer, Due on, Payment no., Stage, Premium, Method, Days from due day
WITH settled AS (
  SELECT * FROM run_settled_items WHERE period_no = $period_no
),
last_payment AS (
  SELECT p.item_key, ARG_MAX(p.method, (p.paid_on, p.method)) AS method
  FROM settled AS i
  INNER JOIN facts.payments AS p ON p.item_key = i.item_key
  WHERE p.is_counted_success AND p.paid_on <= $reference_on
  GROUP BY p.item_key
)
SELECT
  s.scope_no,
  s.team_name,
  s.specialist_name,
  p.policy_id,
  COALESCE(c.customer_name, '') AS customer_name,
  i.due_on,
  i.due_no,
  CAST(i.stage AS VARCHAR) AS stage,
  i.amount_due AS amount,
  COALESCE(m.method, '') AS method,
  i.settled_on - i.due_on AS days
FROM settled AS i
INNER JOIN report_members AS s ON s.period_no = i.period_no AND s.specialist_key = i.specialist_key
INNER JOIN facts.policies AS p ON p.policy_key = i.policy_key
LEFT JOIN main.customers AS c ON c.customer_id = p.customer_id
LEFT JOIN last_payment AS m ON m.item_key = i.item_key
ORDER BY s.scope_no, i.amount_due DESC, p.policy_id, i.due_no

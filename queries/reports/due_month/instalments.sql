-- zh: 分期缴费跟进
-- en: Instalments
-- note_zh: 清单中半年缴、季缴、月缴的保单近一年各期：已缴、部分缴、未缴，及有承诺的；两期及以上未缴的在前。
-- note_en: Policies of the list paid half-yearly, quarterly or monthly, with their instalments of the last year: paid, paid in part, open, and
--    promised; those with two or more open first.
-- kind: table
-- show: folded
-- when_empty: leave_out
-- columns: customer_name, policy_id, specialist_name, mode, instalments, paid, part, open, promised, owed
-- formats: text, id, text, word:mode, count, count, count, count, count, money
-- columns_zh: 客户, 保单号, 专员, 缴别, 应缴期数, 已缴, 部分缴, 未缴, 有承诺, 欠缴保费
-- columns_en: Customer, Policy, Specialist, Mode, Instalments, Paid, In part, Open, Promised, Owed
WITH policies AS (
  SELECT DISTINCT scope_no, policy_id, customer_name, specialist_name, premium_mode
  FROM report_due_list
  WHERE premium_mode IN ('semiannual', 'quarterly', 'monthly')
),
instalments AS (
  SELECT
    p.policy_id,
    i.item_key,
    i.amount_due,
    GREATEST(0, LEAST(i.amount_due, COALESCE(s.net_paid, 0))) AS paid
  FROM (SELECT DISTINCT policy_id FROM policies) AS l
  INNER JOIN facts.policies AS p ON p.policy_id = l.policy_id
  INNER JOIN facts.items AS i ON i.policy_key = p.policy_key AND i.due_on > CAST($as_of AS DATE) - 365 AND i.due_on <= $as_of
  LEFT JOIN facts.exemptions AS x ON x.item_key = i.item_key AND x.exempt_on <= $as_of
  LEFT JOIN facts.paid_steps AS s ON s.item_key = i.item_key AND s.from_on <= $as_of AND $as_of < s.to_on
  WHERE x.item_key IS NULL
),
promised AS (
  SELECT DISTINCT a.item_key
  FROM facts.activities AS a
  INNER JOIN instalments AS i ON i.item_key = a.item_key
  WHERE a.promised_on >= $as_of AND a.occurred_on <= $as_of
)
SELECT
  p.scope_no,
  p.customer_name,
  p.policy_id,
  p.specialist_name,
  p.premium_mode AS mode,
  COUNT(i.item_key) AS instalments,
  SUM(CASE WHEN i.paid >= i.amount_due THEN 1 ELSE 0 END) AS paid,
  SUM(CASE WHEN i.paid > 0 AND i.paid < i.amount_due THEN 1 ELSE 0 END) AS part,
  SUM(CASE WHEN i.paid = 0 THEN 1 ELSE 0 END) AS open,
  SUM(CASE WHEN r.item_key IS NOT NULL AND i.paid < i.amount_due THEN 1 ELSE 0 END) AS promised,
  SUM(i.amount_due - i.paid) AS owed
FROM policies AS p
INNER JOIN instalments AS i ON i.policy_id = p.policy_id
LEFT JOIN promised AS r ON r.item_key = i.item_key
GROUP BY p.scope_no, p.customer_name, p.policy_id, p.specialist_name, p.premium_mode
HAVING SUM(i.amount_due - i.paid) > 0
ORDER BY p.scope_no, SUM(CASE WHEN i.paid < i.amount_due THEN 1 ELSE 0 END) DESC, owed DESC, p.policy_id

-- zh: 拒绝跟进
-- en: Refusals followed up
-- note_zh: 在宽限期内被拒、截至数据日仍未收齐的续期件：拒绝后的接触次数、距最近接触天数、最近结果，久未跟进的在前。
-- note_en: Items refused in grace and not settled on the as-of day: contacts since, days since the last, its outcome; the longest left alone
--    first.
-- kind: table
-- needs: visits, activities
-- when_empty: leave_out
-- show: folded
-- metrics: refusal_turned
-- columns: team_name, specialist_name, policy_id, customer_name, refused_on, reason, contacts, days, outcome, grace_end_on, amount_due
-- formats: word:unit, text, id, text, date, word:reason, count, count, word:outcome, date, money
-- columns_zh: 团队, 专员, 保单号, 客户, 拒绝日, 异议, 其后接触, 距今天数, 最近结果, 宽限期止, 应收保费
-- columns_en: Team, Specialist, Policy, Customer, Refused on, Objection, Contacts since, Days since, Last outcome, Grace ends, Premium due
WITH open_items AS (
  SELECT item_key, policy_key, specialist_key, grace_end_on, amount_due
  FROM run_items
  WHERE period_no = $period_no AND is_in_service AND NOT is_settled AND grace_end_on >= $first_on
),
refused AS (
  SELECT item_key, activity_id, occurred_on, occurred_at
  FROM (
    SELECT a.*, ROW_NUMBER() OVER (PARTITION BY a.item_key ORDER BY a.occurred_at DESC, a.activity_id DESC) AS place
    FROM facts.activities AS a
    INNER JOIN open_items AS i ON i.item_key = a.item_key
    WHERE a.outcome = 'refused' AND a.occurred_on <= $as_of
  ) AS told
  WHERE place = 1
),
since AS (
  SELECT
    r.item_key,
    COUNT(*) AS contacts,
    MAX(a.occurred_on) AS last_on,
    ARG_MAX(a.outcome, (a.occurred_at, a.activity_id)) AS outcome
  FROM refused AS r
  INNER JOIN facts.activities AS a ON a.item_key = r.item_key AND a.occurred_at > r.occurred_at AND a.occurred_on <= $as_of
  GROUP BY r.item_key
)
SELECT
  s.scope_no,
  CASE WHEN s.team_id = 'unassigned' THEN s.team_id ELSE s.team_name END AS team_name,
  s.specialist_name,
  p.policy_id,
  COALESCE(c.customer_name, '') AS customer_name,
  r.occurred_on AS refused_on,
  COALESCE(a.objection_code, '') AS reason,
  COALESCE(n.contacts, 0) AS contacts,
  CAST($reference_on AS DATE) - COALESCE(n.last_on, r.occurred_on) AS days,
  COALESCE(n.outcome, 'refused') AS outcome,
  i.grace_end_on,
  i.amount_due
FROM open_items AS i
INNER JOIN refused AS r ON r.item_key = i.item_key
INNER JOIN main.activities AS a ON a.activity_id = r.activity_id
INNER JOIN facts.policies AS p ON p.policy_key = i.policy_key
INNER JOIN report_members AS s ON s.period_no = $period_no AND s.specialist_key = i.specialist_key
LEFT JOIN main.customers AS c ON c.customer_id = p.customer_id
LEFT JOIN since AS n ON n.item_key = i.item_key
ORDER BY s.scope_no, days DESC, i.grace_end_on, p.policy_id

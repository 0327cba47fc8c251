-- zh: 疑难案例
-- en: Difficult cases
-- note_zh: 供周协同会议：应缴满 45 天仍未收齐的在办续期件，接触已满四次，或有未解决的客户问题；保费大者在前，至多三十件。
-- note_en: For the weekly joint meeting: items in service 45 days past due and not settled, with four contacts or an open problem of
--    the customer; the largest premium first, thirty at most.
-- kind: table
-- when_empty: leave_out
-- needs: issues
-- columns: amount_due, customer_name, policy_id, due_on, grace_end_on, contacts, last_contact_on, kind, department, days, team_name,
--    specialist_name
-- formats: money, text, id, date, date, count, date, word:issue, word:department, some, word:unit, text
-- columns_zh: 应收保费, 客户, 保单号, 应缴日, 宽限期止, 接触次数, 最近接触, 未解决问题, 责任部门, 问题天数, 团队, 专员
-- columns_en: Premium due, Customer, Policy, Due on, Grace ends, Contacts, Last contact, Open problem, Department, Days open, Team,
--    Specialist
WITH items AS (
  SELECT i.*, p.customer_key, p.policy_id, p.customer_id
  FROM run_items AS i
  INNER JOIN facts.policies AS p ON p.policy_key = i.policy_key
  WHERE i.period_no = $period_no AND i.is_in_service AND NOT i.is_settled AND i.due_on + 45 <= $reference_on
),
contacts AS (
  SELECT a.item_key, COUNT(*) AS contacts, MAX(a.occurred_on) AS last_contact_on
  FROM facts.activities AS a
  INNER JOIN items AS i ON i.item_key = a.item_key
  WHERE a.occurred_on <= $reference_on
  GROUP BY a.item_key
),
-- Of a customer the problem open longest.
problems AS (
  SELECT customer_key, MIN(opened_on) AS opened_on, ARG_MIN(kind, (opened_at, issue_id)) AS kind, ARG_MIN(department, (opened_at, issue_id)) AS department
  FROM facts.issues
  WHERE opened_on <= $reference_on AND COALESCE(resolved_on > $reference_on, TRUE) AND customer_key IS NOT NULL
  GROUP BY customer_key
),
found AS (
  SELECT
    s.scope_no,
    CASE WHEN s.team_id = 'unassigned' THEN s.team_id ELSE s.team_name END AS team_name,
    s.specialist_name,
    i.*,
    COALESCE(k.contacts, 0) AS contacts,
    k.last_contact_on,
    q.kind,
    CASE WHEN q.department = '(none)' THEN '' ELSE q.department END AS department,
    CAST($reference_on AS DATE) - q.opened_on AS days,
    ROW_NUMBER() OVER (PARTITION BY s.scope_no ORDER BY i.amount_due DESC, i.policy_id, i.due_no) AS place
  FROM items AS i
  INNER JOIN report_members AS s ON s.period_no = $period_no AND s.specialist_key = i.specialist_key
  LEFT JOIN contacts AS k ON k.item_key = i.item_key
  LEFT JOIN problems AS q ON q.customer_key = i.customer_key
  WHERE k.contacts >= 4 OR q.customer_key IS NOT NULL
)
SELECT
  f.scope_no,
  f.amount_due,
  COALESCE(c.customer_name, f.customer_id) AS customer_name,
  f.policy_id,
  f.due_on,
  f.grace_end_on,
  f.contacts,
  f.last_contact_on,
  COALESCE(f.kind, '') AS kind,
  COALESCE(f.department, '') AS department,
  f.days,
  f.team_name,
  f.specialist_name
FROM found AS f
LEFT JOIN main.customers AS c ON c.customer_id = f.customer_id
WHERE f.place <= 30
ORDER BY f.scope_no, f.place

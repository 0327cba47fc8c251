-- zh: 客户续收服务评鉴表
-- en: Review of service in grace
-- note_zh: 进入宽限期 30 天仍未缴费的续期件，由专员说明、主管评鉴。
-- note_en: Items unpaid 30 days into grace; the specialist explains, the supervisor reviews.
-- kind: table
-- show: folded
-- group: specialist_id
-- group_title: specialist_name
-- columns: customer_name, policy_id, due_on, grace_end_on, amount_due, contacts, effective, last_contact_on, objection,
--    cause, measure, review, signature
-- formats: text, id, date, date, money, count, count, date, word:reason, hand, hand, hand, hand
-- columns_zh: 客户, 保单号, 应缴日, 宽限期止, 应收保费, 接触次数, 有效接触, 最近接触, 最近异议, 未缴原因, 后续措施, 主管评鉴, 签字
-- columns_en: Customer, Policy, Due on, Grace ends, Premium due, Contacts, Effective, Last contact, Last objection,
--    Why unpaid, What next, Supervisor, Signature
WITH contacts AS (
  SELECT
    f.item_key,
    COUNT(*) AS contacts,
    SUM(CASE WHEN f.is_effective THEN 1 ELSE 0 END) AS effective,
    ARG_MAX(a.objection_code, (f.occurred_at, f.activity_id)) AS objection
  FROM facts.activities AS f
  INNER JOIN main.activities AS a ON a.activity_id = f.activity_id
  WHERE f.occurred_on <= $as_of AND f.item_key IS NOT NULL
  GROUP BY f.item_key
)
SELECT
  o.scope_no,
  w.specialist_id,
  w.specialist_name,
  COALESCE(w.customer_name, '') AS customer_name,
  w.policy_id,
  w.due_on,
  w.grace_end_on,
  w.amount_due,
  COALESCE(c.contacts, 0) AS contacts,
  COALESCE(c.effective, 0) AS effective,
  w.last_contact_on,
  COALESCE(c.objection, '') AS objection
FROM report_tasks AS w
INNER JOIN report_scopes AS o
  ON COALESCE(w.branch_id = o.branch_id, TRUE) AND COALESCE(w.team_id = o.team_id, TRUE)
    AND COALESCE(w.specialist_id = o.specialist_id, TRUE)
LEFT JOIN contacts AS c ON c.item_key = w.item_key
WHERE w.on_day = $last_on AND CONTAINS(w.reasons, 'grace_30')
ORDER BY o.scope_no, w.branch_id, w.team_id, w.specialist_id, w.place

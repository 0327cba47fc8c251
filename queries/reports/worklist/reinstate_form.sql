-- zh: 客户复效服务评鉴表
-- en: Review of service after lapse
-- note_zh: 失效 3 个月内尚未复效的保单，每两周跟进一次。
-- note_en: Policies lapsed within 3 months and not reinstated, followed up every second week.
-- kind: table
-- show: folded
-- group: specialist_id
-- group_title: specialist_name
-- columns: customer_name, policy_id, lapsed_on, due_on, amount_due, annual_premium, last_contact_on, wish, obstacle, measure,
--    review, signature
-- formats: text, id, date, date, money, money, date, hand, hand, hand, hand, hand
-- columns_zh: 客户, 保单号, 失效日, 应缴日, 欠缴保费, 年化保费, 最近接触, 复效意愿, 障碍, 后续措施, 主管评鉴, 签字
-- columns_en: Customer, Policy, Lapsed on, Due on, Premium owed, Annual premium, Last contact, Willing, Obstacle, What next,
--    Supervisor, Signature
SELECT
  o.scope_no,
  w.specialist_id,
  w.specialist_name,
  COALESCE(w.customer_name, '') AS customer_name,
  w.policy_id,
  w.lapsed_on,
  w.due_on,
  w.amount_due,
  w.annual_premium,
  w.last_contact_on
FROM report_tasks AS w
INNER JOIN report_scopes AS o
  ON COALESCE(w.branch_id = o.branch_id, TRUE) AND COALESCE(w.team_id = o.team_id, TRUE)
    AND COALESCE(w.specialist_id = o.specialist_id, TRUE)
WHERE w.on_day = $last_on AND CONTAINS(w.reasons, 'reinstate')
ORDER BY o.scope_no, w.branch_id, w.team_id, w.specialist_id, w.place

-- zh: 客户复效服务评鉴表
-- en: Review of service after lapse
-- note_zh: 失效 3 个月内尚未复效的保单，每两周跟进一次。
-- note_en: Policies lapsed within 3 months and not reinstated, followed up every second week.
-- kind: table
-- group: specialist_id
-- group_title: specialist_name
-- columns: customer_name, policy_id, lapsed_on, due_on, amount_due, at_risk, last_contact_on, wish, obstacle, measure,
--    review, signature
-- formats: text, id, date, date, money, money, date, hand, hand, hand, hand, hand
-- columns_zh: 客户, 保单号, 失效日, 应缴日, 欠缴保费, 年化保费, 最近接触, 复效意愿, 障碍, 后续措施, 主管评鉴, 签字
-- columns_en: Customer, Policy, Lapsed on, Due on, Premium owed, Annual premium, Last contact, Willing, Obstacle, What next,
--    Supervisor, Signature
SELECT
  specialist_id,
  specialist_name,
  COALESCE(customer_name, '') AS customer_name,
  policy_id,
  lapsed_on,
  due_on,
  amount_due,
  at_risk,
  last_contact_on
FROM worklist
WHERE on_day = $last_on AND CONTAINS(reasons, 'reinstate')
  AND ($branch_id IS NULL OR branch_id = $branch_id)
  AND ($team_id IS NULL OR team_id = $team_id)
  AND ($specialist_id IS NULL OR specialist_id = $specialist_id)
ORDER BY branch_id, team_id, specialist_id, at_risk DESC, due_id

-- zh: 活动日志
-- en: Activity log
-- note_zh: 每位专员一份，已知内容已填，其余当日手写。
-- note_en: One for each specialist; what is known is filled in, the rest is written by hand during the day.
-- kind: table
-- group: specialist_id
-- group_title: specialist_name
-- columns: customer_name, policy_id, reason, amount_due, channel, done, outcome, promised, objection, remark
-- formats: text, id, word:task, money, word:activity, hand, hand, hand, hand, hand
-- columns_zh: 客户, 保单号, 事由, 应收保费, 建议方式, 时间与方式, 结果, 承诺日, 异议, 备注
-- columns_en: Customer, Policy, Reason, Premium due, Channel, Time and means, Outcome, Promised for, Objection, Remarks
SELECT
  specialist_id,
  specialist_name,
  COALESCE(customer_name, '') AS customer_name,
  policy_id,
  reason,
  amount_due,
  channel
FROM worklist
WHERE on_day = $last_on
  AND ($branch_id IS NULL OR branch_id = $branch_id)
  AND ($team_id IS NULL OR team_id = $team_id)
  AND ($specialist_id IS NULL OR specialist_id = $specialist_id)
ORDER BY branch_id, team_id, specialist_id, at_risk DESC, due_id

-- zh: 活动日志
-- en: Activity log
-- note_zh: 每位专员一份，已知内容已填，其余当日手写。
-- note_en: One for each specialist; what is known is filled in, the rest is written by hand during the day.
-- kind: table
-- show: folded
-- group: specialist_id
-- group_title: specialist_name
-- columns: customer_name, policy_id, reason, amount_due, channel, done, outcome, promised, objection, remark
-- formats: text, id, word:task, money, word:activity, hand, hand, hand, hand, hand
-- columns_zh: 客户, 保单号, 事由, 应收保费, 建议方式, 时间与方式, 结果, 承诺日, 异议, 备注
-- columns_en: Customer, Policy, Reason, Premium due, Channel, Time and means, Outcome, Promised for, Objection, Remarks
SELECT
  o.scope_no,
  w.specialist_id,
  w.specialist_name,
  COALESCE(w.customer_name, '') AS customer_name,
  w.policy_id,
  w.reason,
  w.amount_due,
  w.channel
FROM report_tasks AS w
INNER JOIN report_scopes AS o
  ON COALESCE(w.branch_id = o.branch_id, TRUE) AND COALESCE(w.team_id = o.team_id, TRUE)
    AND COALESCE(w.specialist_id = o.specialist_id, TRUE)
WHERE w.on_day = $last_on
ORDER BY o.scope_no, w.branch_id, w.team_id, w.specialist_id, w.place

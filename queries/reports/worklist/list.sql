-- zh: 工作清单
-- en: List
-- note_zh: 按年化保费（风险金额）从大到小；建议方式取客户近 12 个月最常接通的方式。
-- note_en: The largest annual premium (the value at risk) first; the channel is the one by which the customer was reached
--    most often in 12 months.
-- kind: table
-- columns: place, team_name, specialist_name, reason, policy_id, customer_name, phone, channel, stage, due_on, due_no,
--    grace_end_on, amount_due, at_risk, promised_on, last_contact_on
-- formats: count, text, text, word:task, id, text, id, word:activity, word:stage, date, count, date, money, money, date,
--    date
-- columns_zh: 序号, 团队, 专员, 事由, 保单号, 客户, 电话, 建议方式, 阶段, 应缴日, 缴次, 宽限期止, 应收保费, 年化保费, 承诺日,
--    最近接触
-- columns_en: No., Team, Specialist, Reason, Policy, Customer, Phone, Channel, Stage, Due on, Payment no., Grace ends,
--    Premium due, Annual premium, Promised for, Last contact
SELECT
  ROW_NUMBER() OVER (ORDER BY at_risk DESC, due_id) AS place,
  team_name,
  specialist_name,
  reason,
  policy_id,
  COALESCE(customer_name, '') AS customer_name,
  COALESCE(phone, '') AS phone,
  channel,
  CAST(stage AS VARCHAR) AS stage,
  due_on,
  due_no,
  grace_end_on,
  amount_due,
  at_risk,
  promised_on,
  last_contact_on
FROM worklist
WHERE on_day = $last_on
  AND ($branch_id IS NULL OR branch_id = $branch_id)
  AND ($team_id IS NULL OR team_id = $team_id)
  AND ($specialist_id IS NULL OR specialist_id = $specialist_id)
ORDER BY place

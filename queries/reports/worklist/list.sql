-- zh: 工作清单
-- en: List
-- note_zh: 按年化保费（风险金额）从大到小；建议方式取客户近 12 个月最常接通的方式；风险为不能在宽限期内收齐的可能，
--    宽限期已满的不评。
-- note_en: The largest annual premium (the value at risk) first; the channel is the one by which the customer was reached
--    most often in 12 months; risk is the chance that the item will not be renewed within grace, none where grace has ended.
-- kind: table
-- columns: place, team_name, specialist_name, reason, class, risk, policy_id, customer_name, phone, channel, stage, due_on,
--    due_no, grace_end_on, amount_due, at_risk, promised_on, last_contact_on, reasons
-- formats: count, text, text, word:task, word:risk_class, share, id, text, id, word:activity, word:stage, date, count, date,
--    money, money, date, date, local_prose
-- columns_zh: 序号, 团队, 专员, 事由, 风险等级, 风险, 保单号, 客户, 电话, 建议方式, 阶段, 应缴日, 缴次, 宽限期止, 应收保费, 年化保费,
--    承诺日, 最近接触, 主要风险因素
-- columns_en: No., Team, Specialist, Reason, Risk class, Risk, Policy, Customer, Phone, Channel, Stage, Due on, Payment no.,
--    Grace ends, Premium due, Annual premium, Promised for, Last contact, What adds to the risk most
SELECT
  ROW_NUMBER() OVER (ORDER BY w.at_risk DESC, w.due_id) AS place,
  w.team_name,
  w.specialist_name,
  w.reason,
  w.policy_id,
  COALESCE(w.customer_name, '') AS customer_name,
  COALESCE(w.phone, '') AS phone,
  w.channel,
  -- To be reinstated: long after 停一.
  CAST(LEAST(w.stage, 4) AS VARCHAR) AS stage,
  w.due_on,
  w.due_no,
  w.grace_end_on,
  w.amount_due,
  w.at_risk,
  r.score AS risk,
  10000 AS risk_of,
  r.class,
  r.reasons_zh,
  r.reasons_en,
  w.promised_on,
  w.last_contact_on
FROM worklist AS w
LEFT JOIN risk AS r ON r.item_key = w.item_key
WHERE w.on_day = $last_on
  AND ($branch_id IS NULL OR w.branch_id = $branch_id)
  AND ($team_id IS NULL OR w.team_id = $team_id)
  AND ($specialist_id IS NULL OR w.specialist_id = $specialist_id)
ORDER BY place

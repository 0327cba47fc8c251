-- zh: 已收清单
-- en: Items settled
-- note_zh: {period}应收、截至数据日已收齐的续期件，即件数完成率的分子。
-- note_en: Renewal items due in {period} that are settled on the as-of day: the numerator of the completion rate of items.
-- kind: table
-- show: workbook
-- columns: branch_name, team_name, specialist_id, specialist_name, policy_id, customer_name, product_line, channel, premium_mode, due_no,
--    stage, due_on, grace_end_on, amount_due, settled_on, days
-- formats: word:unit, word:unit, id, text, id, text, word:product_line, word:channel, word:mode, count, word:stage, date, date, money, date,
--    count
-- columns_zh: 分公司, 团队, 工号, 专员, 保单号, 客户, 产品线, 渠道, 缴别, 缴次, 阶段, 应缴日, 宽限期止, 应收保费, 收齐日, 距应缴日天数
-- columns_en: Branch, Team, Staff no., Specialist, Policy, Customer, Product line, Channel, Premium mode, Payment no., Stage, Due on,
--    Grace ends, Premium due, Settled on, Days from due day
SELECT
  i.*
FROM report_items AS i
WHERE i.period_no = $period_no AND i.is_due AND i.is_settled
ORDER BY i.scope_no, i.branch_id, i.team_id, i.specialist_id, i.due_on, i.policy_id, i.due_no

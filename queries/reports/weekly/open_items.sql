-- zh: 未收清单
-- en: Items not settled
-- note_zh: {month}应收、截至数据日未收齐的续期件；件数 = 应收件数 − 已收件数。
-- note_en: Renewal items due in {month} that are not settled on the as-of day: items due less items settled.
-- kind: table
-- views: month
-- show: rows
-- columns: branch_name, team_name, specialist_id, specialist_name, policy_id, customer_name, product_line, channel, premium_mode, due_no,
--    stage, due_on, grace_end_on, amount_due, collected, open
-- formats: word:unit, word:unit, id, text, id, text, word:product_line, word:channel, word:mode, count, word:stage, date, date, money, money,
--    money
-- columns_zh: 分公司, 团队, 工号, 专员, 保单号, 客户, 产品线, 渠道, 缴别, 缴次, 阶段, 应缴日, 宽限期止, 应收保费, 已收保费, 未收保费
-- columns_en: Branch, Team, Staff no., Specialist, Policy, Customer, Product line, Channel, Premium mode, Payment no., Stage, Due on,
--    Grace ends, Premium due, Collected, Open
SELECT
  i.*
FROM report_items AS i
WHERE i.period_no = $month_no AND i.is_due AND NOT i.is_settled
ORDER BY i.scope_no, i.branch_id, i.team_id, i.specialist_id, i.due_on, i.policy_id, i.due_no

-- zh: 应收清单
-- en: Items
-- note_zh: 当月全部应收续期件，按专员。
-- note_en: All renewal items due in the month, by specialist.
-- kind: table
-- show: rows
-- columns: branch_name, team_name, specialist_id, specialist_name, policy_id, customer_name, product, channel, mode, due_no, due_on, amount_due,
--    class, tier, last_paid, risk_class, contact, called, visited, paid
-- formats: word:unit, word:unit, id, text, id, text, text, word:channel, word:mode, count, date, money, word:customer_class, word:tier,
--    word:risk_last, word:risk_class, word:contact_validity, word:yes_no, word:yes_no, word:yes_no
-- columns_zh: 分公司, 团队, 工号, 专员, 保单号, 客户, 险种, 渠道, 缴别, 缴次, 应缴日, 应收保费, 分类, 价值层级, 上次缴费, 风险等级, 联系方式,
--    已电访, 已亲访, 已缴清
-- columns_en: Branch, Team, Staff no., Specialist, Policy, Customer, Product, Channel, Premium mode, Payment no., Due on, Premium due, Class,
--    Tier, Last paid, Risk class, Contact, Called, Visited, Paid
SELECT
  scope_no,
  branch_name,
  team_name,
  specialist_id,
  specialist_name,
  policy_id,
  customer_name,
  product,
  channel,
  premium_mode AS mode,
  due_no,
  due_on,
  amount_due,
  customer_class AS class,
  tier,
  last_paid,
  COALESCE(risk_class, '') AS risk_class,
  contact,
  CASE WHEN is_called = 1 THEN 'yes' ELSE 'no' END AS called,
  CASE WHEN is_visited = 1 THEN 'yes' ELSE 'no' END AS visited,
  CASE WHEN is_settled THEN 'yes' ELSE 'no' END AS paid
FROM report_due_list
ORDER BY scope_no, branch_id, team_id, specialist_id, due_on, policy_id, due_no

-- zh: 问题客户
-- en: Problem customers
-- note_zh: 应提前亲访的件：风险中等以上、上次迟缴或未缴、一年内有投诉、联系方式无效；未亲访的在前，再按风险。
-- note_en: To be visited ahead: risk of the middle or more, late or open last time, a complaint within a year, an invalid contact; those not
--    visited first, then by risk.
-- kind: table
-- columns: customer_name, policy_id, specialist_name, team_name, due_on, amount_due, class, tier, risk, risk_class, last_paid, contact,
--    complained, called, visited
-- formats: text, id, text, word:unit, date, money, word:customer_class, word:tier, share, word:risk_class, word:risk_last,
--    word:contact_validity, word:yes_no, word:yes_no, word:yes_no
-- columns_zh: 客户, 保单号, 专员, 团队, 应缴日, 应收保费, 分类, 价值层级, 风险, 风险等级, 上次缴费, 联系方式, 一年内投诉, 已电访, 已亲访
-- columns_en: Customer, Policy, Specialist, Team, Due on, Premium due, Class, Tier, Risk, Risk class, Last paid, Contact, Complained, Called,
--    Visited
SELECT
  scope_no,
  customer_name,
  policy_id,
  specialist_name,
  team_name,
  due_on,
  amount_due,
  customer_class AS class,
  tier,
  score AS risk,
  CASE WHEN score IS NOT NULL THEN 10000 END AS risk_of,
  COALESCE(risk_class, '') AS risk_class,
  last_paid,
  contact,
  CASE WHEN has_complained THEN 'yes' ELSE 'no' END AS complained,
  CASE WHEN is_called = 1 THEN 'yes' ELSE 'no' END AS called,
  CASE WHEN is_visited = 1 THEN 'yes' ELSE 'no' END AS visited
FROM report_due_list
WHERE is_problem
ORDER BY scope_no, is_visited, score DESC NULLS LAST, amount_due DESC, due_id

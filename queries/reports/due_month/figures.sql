-- zh: 清单概览
-- en: The list
-- note_zh: 当月应收续期件，截至数据日所知；问题客户：风险中等以上、上次迟缴或未缴、一年内有投诉、联系方式无效。
-- note_en: Renewal items due in the month as known on the as-of day. Problems: risk of the middle or more, late or open last time, a complaint
--    within a year, an invalid contact.
-- kind: figures
-- columns: items, customers, premium, key_items, problems, invalid, settled
-- formats: count, count, money, count, count, count, count
-- columns_zh: 件数, 客户数, 应收保费, 重点客户件数, 问题件数, 联系方式无效, 已提前缴清
-- columns_en: Items, Customers, Premium due, Key items, Problem items, Contact invalid, Paid already
SELECT
  o.scope_no,
  COUNT(l.due_id) AS items,
  COUNT(DISTINCT l.customer_id) AS customers,
  COALESCE(SUM(l.amount_due), 0) AS premium,
  COALESCE(SUM(CASE WHEN l.is_key THEN 1 ELSE 0 END), 0) AS key_items,
  COALESCE(SUM(CASE WHEN l.is_problem THEN 1 ELSE 0 END), 0) AS problems,
  COALESCE(SUM(CASE WHEN l.contact = 'invalid' THEN 1 ELSE 0 END), 0) AS invalid,
  COALESCE(SUM(CASE WHEN l.is_settled THEN 1 ELSE 0 END), 0) AS settled
FROM report_scopes AS o
LEFT JOIN report_due_list AS l ON l.scope_no = o.scope_no
GROUP BY o.scope_no
ORDER BY o.scope_no

-- zh: 价值分层
-- en: Value tiers
-- note_zh: 按涉及保单年化保费取前 20% 的客户为高价值层（全公司口径）。忠诚度为{previous}末的平均得分。
-- note_en: High value are the top 20 % of customers by annual premium of the policies concerned, drawn for the whole company.
--    Loyalty is the mean score at the end of the quarter before.
-- kind: table
-- metrics: high_value_retention
-- columns: tier, customers, items, premium, renewal, range, loyalty
-- formats: word:tier, count, count, money, bar, interval:renewal, score
-- columns_zh: 层级, 客户数, 满期件数, 应收保费, 续费率, 95% 区间, 忠诚度均分
-- columns_en: Tier, Customers, Items matured, Premium due, Renewal, 95 % interval, Mean loyalty
WITH items AS (
  SELECT s.scope_no, t.tier, p.customer_key, i.amount_due, i.is_renewed
  FROM run_items AS i
  INNER JOIN facts.policies AS p ON p.policy_key = i.policy_key
  INNER JOIN report_tiers AS t ON t.period_no = i.period_no AND t.customer_key = p.customer_key
  INNER JOIN report_members AS s ON s.period_no = i.period_no AND s.specialist_key = i.specialist_key
  WHERE i.period_no = $period_no AND i.is_matured
),
loyalty AS (
  SELECT i.scope_no, i.tier, SUM(l.score) AS score, COUNT(*) AS customers
  FROM (SELECT DISTINCT scope_no, tier, customer_key FROM items) AS i
  INNER JOIN report_loyalty AS l ON l.period_no = $previous_no AND l.customer_key = i.customer_key
  GROUP BY i.scope_no, i.tier
)
SELECT
  i.scope_no,
  i.tier,
  COUNT(DISTINCT i.customer_key) AS customers,
  COUNT(*) AS items,
  SUM(i.amount_due) AS premium,
  SUM(CASE WHEN i.is_renewed THEN 1 ELSE 0 END) AS renewal,
  COUNT(*) AS renewal_of,
  MAX(l.score) AS loyalty,
  MAX(l.customers) AS loyalty_of
FROM items AS i
LEFT JOIN loyalty AS l ON l.scope_no = i.scope_no AND l.tier = i.tier
GROUP BY i.scope_no, i.tier
ORDER BY i.scope_no, i.tier

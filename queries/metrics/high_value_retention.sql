-- id: high_value_retention
-- zh: 高净值客户保留率
-- en: High-value retention
-- unit: ratio
-- direction: higher
-- basis: count
-- needs: payments
-- definition_zh: 宽限期于期内届满的客户按涉及保单年化保费取前 20%，其客户与责任人组合中全部在宽限期内收齐者 ÷ 组合数
-- definition_en: Of the top 20 % of customers by annual premium of the policies whose grace ended in the period:
--    customer-owner pairs with every item renewed within grace, over all pairs
-- source: 续期收费指标口径 / renewal metrics dictionary, docs/metrics.md
-- explain: high_value_customers
-- The tiers are joined to rows that have their customer: told all at once, the engine joins by the period first.
WITH matured AS (
  SELECT i.period_no, i.specialist_key, i.is_renewed, p.customer_key
  FROM run_items AS i
  INNER JOIN facts.policies AS p ON p.policy_key = i.policy_key
  WHERE i.is_matured
),
pairs AS (
  SELECT m.period_no, m.specialist_key, m.customer_key, MIN(CASE WHEN m.is_renewed THEN 1 ELSE 0 END) AS numerator
  FROM matured AS m
  INNER JOIN run_customer_tiers AS t ON t.period_no = m.period_no AND t.customer_key = m.customer_key AND t.tier = 'high'
  GROUP BY m.period_no, m.specialist_key, m.customer_key
)
SELECT
  m.period_no,
  m.specialist_key,
  0 AS slice_key,
  CAST(NULL AS BIGINT) AS due_no,
  CAST(NULL AS BIGINT) AS stage,
  'customer' AS record,
  u.customer_id AS record_id,
  m.numerator,
  1 AS denominator
FROM pairs AS m
INNER JOIN facts.customers AS u ON u.customer_key = m.customer_key

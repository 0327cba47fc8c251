-- id: rating_coverage
-- zh: 客户分类覆盖率
-- en: Customers rated
-- unit: ratio
-- direction: higher
-- basis: count
-- needs: customer_ratings
-- definition_zh: 在办续期件的客户中，截至数据日 12 个月内有完整分类（经济条件、保险意识、态度三项齐全）的客户数 ÷ 客户数
--    （归客户责任人）；客户资料中没有日期的分类不算
-- definition_en: Customers with an item in service and a complete dated rating in the twelve months up to the
--    reference day, over customers with an item in service; at the customer owner. What the customer file says
--    without a date is no rating
-- source: 续期收费指标口径 / renewal metrics dictionary, docs/metrics.md
-- explain: customers_in_service
WITH customers AS (
  SELECT DISTINCT i.period_no, p.customer_key
  FROM run_items AS i
  INNER JOIN facts.policies AS p ON p.policy_key = i.policy_key
  WHERE i.is_in_service
),
rated AS (
  SELECT DISTINCT r.period_no, g.customer_key
  FROM run_periods AS r
  INNER JOIN facts.ratings AS g
    ON g.is_dated AND g.customer_class <> 'U' AND g.from_on <= r.reference_on
      AND g.from_on > CAST(r.reference_on - INTERVAL '12' MONTH AS DATE)
)
SELECT
  c.period_no,
  COALESCE(o.specialist_key, 0) AS specialist_key,
  0 AS slice_key,
  CAST(NULL AS BIGINT) AS due_no,
  CAST(NULL AS BIGINT) AS stage,
  'customer' AS record,
  u.customer_id AS record_id,
  CASE WHEN g.customer_key IS NULL THEN 0 ELSE 1 END AS numerator,
  1 AS denominator
FROM customers AS c
INNER JOIN run_periods AS r ON r.period_no = c.period_no
INNER JOIN facts.customers AS u ON u.customer_key = c.customer_key
LEFT JOIN facts.customer_owners AS o
  ON o.customer_key = c.customer_key AND o.from_on <= r.reference_on AND r.reference_on < o.to_on
LEFT JOIN rated AS g ON g.period_no = c.period_no AND g.customer_key = c.customer_key

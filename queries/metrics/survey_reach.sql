-- id: survey_reach
-- zh: 客户调查覆盖率
-- en: Customers asked
-- unit: ratio
-- direction: higher
-- basis: count
-- needs: surveys, policy_events
-- definition_zh: 期末有有效保单的客户中，近 12 个月发出过满意度调查的人数 ÷ 人数（归客户的责任人，每位客户只计一次）
-- definition_en: Customers with a policy in force at the end of the period to whom a survey was sent in the 12 months before, over all
--    of them; each customer once, at who answers for the customer
-- source: 续期收费指标口径 / renewal metrics dictionary, docs/metrics.md
-- explain: customers_not_in_force
WITH asked AS (
  SELECT DISTINCT r.period_no, q.customer_key
  FROM run_periods AS r
  INNER JOIN facts.surveys AS q
    ON q.sent_on <= r.reference_on AND q.sent_on > CAST(r.reference_on - INTERVAL '12' MONTH AS DATE)
  WHERE q.customer_key IS NOT NULL
)
SELECT
  c.period_no,
  c.specialist_key,
  0 AS slice_key,
  CAST(NULL AS BIGINT) AS due_no,
  CAST(NULL AS BIGINT) AS stage,
  'customer' AS record,
  u.customer_id AS record_id,
  CASE WHEN a.customer_key IS NOT NULL THEN 1 ELSE 0 END AS numerator,
  1 AS denominator
FROM run_customers_in_force AS c
INNER JOIN facts.customers AS u ON u.customer_key = c.customer_key
LEFT JOIN asked AS a ON a.period_no = c.period_no AND a.customer_key = c.customer_key

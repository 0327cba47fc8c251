-- id: churn_rate
-- zh: 客户流失率
-- en: Churn rate
-- unit: ratio
-- direction: lower
-- basis: count
-- definition_zh: 在办续期件所属保单中期内失效或退保的保单数 ÷ 保单数（归数据日的保单责任人）
-- definition_en: Policies with an item in service that lapsed or were surrendered in the period, over those
--    policies; at the policy owner
-- source: 续期收费指标口径 / renewal metrics dictionary, docs/metrics.md
-- explain: policies_in_service
WITH served AS (
  SELECT DISTINCT period_no, policy_key
  FROM run_items
  WHERE is_in_service
),
lost AS (
  SELECT DISTINCT r.period_no, e.policy_key
  FROM run_periods AS r
  INNER JOIN facts.policy_events AS e ON e.event_on BETWEEN r.first_on AND r.reference_on
  WHERE e.kind IN ('lapse', 'surrender')
)
SELECT
  p.period_no,
  p.specialist_key,
  p.slice_key,
  CAST(NULL AS BIGINT) AS due_no,
  CAST(NULL AS BIGINT) AS stage,
  p.policy_key,
  CASE WHEN l.policy_key IS NOT NULL THEN 1 ELSE 0 END AS numerator,
  1 AS denominator
FROM served AS s
INNER JOIN run_policies AS p ON p.period_no = s.period_no AND p.policy_key = s.policy_key
LEFT JOIN lost AS l ON l.period_no = s.period_no AND l.policy_key = s.policy_key

-- id: churn_rate
-- zh: 客户流失率
-- en: Churn rate
-- unit: ratio
-- direction: lower
-- basis: count
-- needs: policy_events
-- definition_zh: 在办续期件所属保单中期内失效或退保的保单数 ÷ 保单数（归数据日的保单责任人）
-- definition_en: Policies with an item in service that lapsed or were surrendered in the period, over those
--    policies; at the policy owner
-- source: 续期收费指标口径 / renewal metrics dictionary, docs/metrics.md
-- explain: policies_in_service
WITH events AS (
  SELECT
    d.period_no,
    e.policy_key,
    e.event_on,
    e.kind,
    ROW_NUMBER() OVER (PARTITION BY d.period_no, e.policy_key ORDER BY e.event_on, e.kind) AS place
  FROM run_days AS d
  INNER JOIN facts.policy_events AS e ON e.event_on = d.day_on
  WHERE e.kind IN ('lapse', 'surrender')
),
-- Items in service lie within six months: the lone ones are their policies and the owners those of the policies.
others AS (
  SELECT period_no, policy_key, slice_key, MIN(specialist_key) AS specialist_key
  FROM run_items
  WHERE is_in_service AND NOT is_lone
  GROUP BY period_no, policy_key, slice_key
),
-- Who answers for a policy that changed hands; any other has one owner for all of its items.
changing AS (
  SELECT r.period_no, o.policy_key, o.specialist_key
  FROM run_periods AS r
  INNER JOIN facts.policy_owners AS o ON o.from_on <= r.reference_on AND r.reference_on < o.to_on
  WHERE NOT o.is_for_good
),
served AS (
  SELECT period_no, policy_key, slice_key, specialist_key
  FROM run_items
  WHERE is_in_service AND is_lone
  UNION ALL
  SELECT o.period_no, o.policy_key, o.slice_key, COALESCE(c.specialist_key, o.specialist_key)
  FROM others AS o
  LEFT JOIN changing AS c ON c.period_no = o.period_no AND c.policy_key = o.policy_key
)
SELECT
  s.period_no,
  s.specialist_key,
  s.slice_key,
  CAST(NULL AS BIGINT) AS due_no,
  CAST(NULL AS BIGINT) AS stage,
  s.policy_key,
  l.event_on AS happened_on,
  l.kind AS what,
  CASE WHEN l.policy_key IS NOT NULL THEN 1 ELSE 0 END AS numerator,
  1 AS denominator
FROM served AS s
LEFT JOIN events AS l ON l.period_no = s.period_no AND l.policy_key = s.policy_key AND l.place = 1

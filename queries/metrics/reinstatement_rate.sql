-- id: reinstatement_rate
-- zh: 复效率
-- en: Reinstatement rate
-- unit: ratio
-- direction: higher
-- basis: count
-- needs: policy_events
-- definition_zh: 截至期末 24 个月内最近一次失效、且期初前未复效的保单中，期内复效的保单数 ÷ 保单数（归保单责任人）
-- definition_en: Policies whose latest lapse lies within 24 months before the period's last day and that were not
--    reinstated before the period: those reinstated in it, over all of them; at the policy owner
-- source: 续期收费指标口径 / renewal metrics dictionary, docs/metrics.md
-- explain: lapsed_policies
WITH lapses AS (
  SELECT
    policy_key,
    event_on AS lapsed_on,
    LEAD(event_on, 1, DATE '9999-12-31') OVER (PARTITION BY policy_key ORDER BY event_on) AS lapsed_again_on
  FROM facts.policy_events
  WHERE kind = 'lapse'
),
reinstatements AS (
  SELECT l.policy_key, l.lapsed_on, MIN(e.event_on) AS reinstated_on
  FROM lapses AS l
  INNER JOIN facts.policy_events AS e
    ON e.policy_key = l.policy_key AND e.kind = 'reinstate'
      AND l.lapsed_on <= e.event_on AND e.event_on < l.lapsed_again_on
  GROUP BY l.policy_key, l.lapsed_on
),
latest AS (
  SELECT r.period_no, r.first_on, r.last_on, r.as_of, r.reference_on, l.policy_key, l.lapsed_on
  FROM run_periods AS r
  INNER JOIN lapses AS l
    ON l.lapsed_on BETWEEN r.two_years_before_on AND r.reference_on AND r.reference_on < l.lapsed_again_on
)
SELECT
  l.period_no,
  COALESCE(o.specialist_key, 0) AS specialist_key,
  p.slice_key,
  CAST(NULL AS BIGINT) AS due_no,
  CAST(NULL AS BIGINT) AS stage,
  p.policy_key,
  CASE WHEN b.reinstated_on <= LEAST(l.last_on, l.as_of) THEN b.reinstated_on ELSE l.lapsed_on END AS happened_on,
  CASE WHEN b.reinstated_on <= LEAST(l.last_on, l.as_of) THEN 'reinstate' ELSE 'lapse' END AS what,
  CASE WHEN b.reinstated_on <= LEAST(l.last_on, l.as_of) THEN 1 ELSE 0 END AS numerator,
  1 AS denominator
FROM latest AS l
LEFT JOIN reinstatements AS b ON b.policy_key = l.policy_key AND b.lapsed_on = l.lapsed_on
INNER JOIN facts.policies AS p ON p.policy_key = l.policy_key
LEFT JOIN facts.policy_owners AS o
  ON o.policy_key = l.policy_key AND o.from_on <= l.reference_on AND l.reference_on < o.to_on
WHERE COALESCE(b.reinstated_on >= l.first_on OR b.reinstated_on > l.as_of, TRUE)

-- id: reinstatement_rate
-- zh: 复效率
-- en: Reinstatement rate
-- unit: ratio
-- direction: higher
-- basis: count
-- definition_zh: 截至期末 24 个月内最近一次失效、且期初前未复效的保单中，期内复效的保单数 ÷ 保单数（归保单责任人）
-- definition_en: Policies whose latest lapse lies within 24 months before the period's last day and that were not
--    reinstated before the period: those reinstated in it, over all of them; at the policy owner
-- source: 续期收费指标口径 / renewal metrics dictionary, docs/metrics.md
-- explain: lapsed_policies
WITH lapses AS (
  SELECT r.period_no, e.policy_key, MAX(e.event_on) AS lapsed_on
  FROM run_periods AS r
  INNER JOIN facts.policy_events AS e ON e.kind = 'lapse' AND e.event_on <= r.reference_on
  GROUP BY r.period_no, e.policy_key
),
reinstatements AS (
  SELECT
    l.period_no,
    l.policy_key,
    MAX(CASE WHEN e.event_on < r.first_on THEN 1 ELSE 0 END) AS is_before,
    MAX(CASE WHEN e.event_on BETWEEN r.first_on AND r.last_on THEN 1 ELSE 0 END) AS is_within
  FROM lapses AS l
  INNER JOIN run_periods AS r ON r.period_no = l.period_no
  INNER JOIN facts.policy_events AS e
    ON e.policy_key = l.policy_key AND e.kind = 'reinstate' AND e.event_on BETWEEN l.lapsed_on AND r.as_of
  GROUP BY l.period_no, l.policy_key
)
SELECT
  p.period_no,
  p.specialist_key,
  p.slice_key,
  CAST(NULL AS BIGINT) AS due_no,
  CAST(NULL AS BIGINT) AS stage,
  p.policy_key,
  COALESCE(b.is_within, 0) AS numerator,
  1 AS denominator
FROM lapses AS l
INNER JOIN run_periods AS r ON r.period_no = l.period_no AND l.lapsed_on >= r.two_years_before_on
INNER JOIN run_policies AS p ON p.period_no = l.period_no AND p.policy_key = l.policy_key
LEFT JOIN reinstatements AS b ON b.period_no = l.period_no AND b.policy_key = l.policy_key
WHERE COALESCE(b.is_before, 0) = 0

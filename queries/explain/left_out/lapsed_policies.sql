-- Policies that lapsed by the reference day: longer ago than 24 months, or reinstated before the period.
WITH lapses AS (
  SELECT r.period_no, e.policy_key, MAX(e.event_on) AS lapsed_on
  FROM run_periods AS r
  INNER JOIN facts.policy_events AS e ON e.kind = 'lapse' AND e.event_on <= r.reference_on
  GROUP BY r.period_no, e.policy_key
),
reinstatements AS (
  SELECT l.period_no, l.policy_key, MAX(e.event_on) AS reinstated_on
  FROM lapses AS l
  INNER JOIN run_periods AS r ON r.period_no = l.period_no
  INNER JOIN facts.policy_events AS e
    ON e.policy_key = l.policy_key AND e.kind = 'reinstate' AND e.event_on BETWEEN l.lapsed_on AND r.as_of
      AND e.event_on < r.first_on
  GROUP BY l.period_no, l.policy_key
)
SELECT
  p.period_no,
  p.specialist_key,
  p.slice_key,
  CAST(NULL AS BIGINT) AS due_no,
  CAST(NULL AS BIGINT) AS stage,
  p.policy_key,
  CASE
    WHEN b.policy_key IS NOT NULL THEN 'reinstated_before'
    WHEN l.lapsed_on < r.two_years_before_on THEN 'lapsed_long_ago'
  END AS reason,
  COALESCE(b.reinstated_on, l.lapsed_on) AS reason_on,
  CAST(NULL AS VARCHAR) AS reason_of
FROM lapses AS l
INNER JOIN run_periods AS r ON r.period_no = l.period_no
INNER JOIN run_policies AS p ON p.period_no = l.period_no AND p.policy_key = l.policy_key
LEFT JOIN reinstatements AS b ON b.period_no = l.period_no AND b.policy_key = l.policy_key

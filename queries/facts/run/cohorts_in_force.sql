-- The cohorts of persistency with whether the policy is in force at the end of the observation: its last lapse, surrender
-- or reinstatement up to then and to the as-of day is none of the first two. For the presets `in_force`.
CREATE OR REPLACE TEMP VIEW run_cohorts_in_force AS
WITH events AS (
  SELECT
    c.period_no,
    c.cohort_months,
    c.policy_key,
    e.kind,
    -- A reinstatement on the day of the lapse ends it.
    ROW_NUMBER() OVER (
      PARTITION BY c.period_no, c.cohort_months, c.policy_key
      ORDER BY e.event_on DESC, CASE WHEN e.kind = 'reinstate' THEN 0 ELSE 1 END
    ) AS place
  FROM run_cohorts AS c
  INNER JOIN run_periods AS r ON r.period_no = c.period_no
  INNER JOIN facts.policies AS p ON p.policy_key = c.policy_key
  INNER JOIN facts.policy_events AS e
    ON e.policy_key = c.policy_key AND e.event_on <= r.as_of
      AND e.event_on <= CAST(p.issued_on + c.cohort_months * INTERVAL '1' MONTH AS DATE)
  WHERE e.kind IN ('lapse', 'surrender', 'reinstate')
)
SELECT c.*, COALESCE(e.kind = 'reinstate', TRUE) AS is_in_force
FROM run_cohorts AS c
LEFT JOIN events AS e
  ON e.period_no = c.period_no AND e.cohort_months = c.cohort_months AND e.policy_key = c.policy_key AND e.place = 1

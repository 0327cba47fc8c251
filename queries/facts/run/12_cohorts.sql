-- The cohorts of persistency: policies issued 14, 26 and 38 months before a reference month, without an exempting event
-- by the end of the observation (as many months after issue) or the as-of day. A workspace that observes 13 months
-- changes this list and `cohort_months` in the metrics that read it.
CREATE OR REPLACE TEMP TABLE run_cohorts AS
WITH observations AS (
  SELECT r.period_no, r.as_of, r.first_month, r.last_month, o.cohort_months
  FROM run_periods AS r
  CROSS JOIN (VALUES (14), (26), (38)) AS o (cohort_months)
),
exempted AS (
  SELECT e.policy_key, MIN(e.event_on) AS exempt_on
  FROM facts.policy_events AS e
  INNER JOIN facts.exempting_events AS k ON k.kind = e.kind
  GROUP BY e.policy_key
)
SELECT
  p.period_no,
  o.as_of,
  o.cohort_months,
  p.policy_key,
  p.slice_key,
  p.specialist_key,
  p.annual_premium,
  p.payments_per_year
FROM run_policies AS p
INNER JOIN observations AS o
  ON o.period_no = p.period_no
    AND 12 * EXTRACT(YEAR FROM p.issued_on) + EXTRACT(MONTH FROM p.issued_on) + o.cohort_months
      BETWEEN o.first_month AND o.last_month
LEFT JOIN exempted AS x
  ON x.policy_key = p.policy_key AND x.exempt_on <= o.as_of
    AND x.exempt_on <= CAST(p.issued_on + o.cohort_months * INTERVAL '1' MONTH AS DATE)
WHERE x.policy_key IS NULL

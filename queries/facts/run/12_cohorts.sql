-- The cohorts of persistency: policies issued 14, 26 and 38 (or 13, 25 and 37) months before a reference month, without an exempting event
-- by the end of the observation (as many months after issue) or the as-of day. A policy is persistent if the first
-- instalment of policy year 2 (3, 4) was settled within grace; one without that instalment is not. Metrics choose
-- by `cohort_months`; the preset `observed_13_months` reads the shorter ones.
CREATE OR REPLACE TEMP TABLE run_cohorts AS
WITH observations AS (
  SELECT r.period_no, r.as_of, r.first_month, r.last_month, o.cohort_months, o.years
  FROM run_periods AS r
  CROSS JOIN (VALUES (13, 1), (14, 1), (25, 2), (26, 2), (37, 3), (38, 3)) AS o (cohort_months, years)
),
exempted AS (
  SELECT e.policy_key, MIN(e.event_on) AS exempt_on
  FROM facts.policy_events AS e
  INNER JOIN facts.exempting_events AS k ON k.kind = e.kind
  GROUP BY e.policy_key
),
cohorts AS (
  SELECT
    p.period_no,
    o.as_of,
    o.cohort_months,
    p.policy_key,
    p.slice_key,
    p.specialist_key,
    p.annual_premium,
    o.years * p.payments_per_year + 1 AS due_no
  FROM run_policies AS p
  INNER JOIN observations AS o
    ON o.period_no = p.period_no
      AND 12 * EXTRACT(YEAR FROM p.issued_on) + EXTRACT(MONTH FROM p.issued_on) + o.cohort_months
        BETWEEN o.first_month AND o.last_month
  LEFT JOIN exempted AS x
    ON x.policy_key = p.policy_key AND x.exempt_on <= o.as_of
      AND x.exempt_on <= CAST(p.issued_on + o.cohort_months * INTERVAL '1' MONTH AS DATE)
  WHERE x.policy_key IS NULL
)
SELECT
  c.period_no,
  c.cohort_months,
  c.policy_key,
  i.item_key,
  c.slice_key,
  c.specialist_key,
  c.annual_premium,
  COALESCE(s.from_on <= i.grace_end_on, FALSE) AS is_persistent
FROM cohorts AS c
LEFT JOIN facts.items AS i ON i.policy_key = c.policy_key AND i.due_no = c.due_no
LEFT JOIN facts.settled_spans AS s ON s.item_key = i.item_key AND s.from_on <= c.as_of AND c.as_of < s.to_on

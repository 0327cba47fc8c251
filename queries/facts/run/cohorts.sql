-- The cohorts of persistency: policies issued 14, 26 and 38 (or 13, 25 and 37) months before a reference month, without
-- an exempting event by the end of the observation (as many months after issue) or the as-of day. A policy is persistent
-- if the first instalment of policy year 2 (3, 4) was settled within grace; one without that instalment is not. A policy of a
-- single or irregular premium, which has no such instalment ever, is of no cohort. Metrics choose by `cohort_months`; the
-- preset `observed_13_months` reads the shorter ones.
CREATE OR REPLACE TEMP TABLE run_cohorts AS
WITH months AS (
  SELECT DISTINCT issued_month FROM facts.policies
),
observations AS (
  SELECT r.period_no, r.as_of, r.reference_on, o.cohort_months, o.years, m.issued_month
  FROM run_periods AS r
  CROSS JOIN (VALUES (13, 1), (14, 1), (25, 2), (26, 2), (37, 3), (38, 3)) AS o (cohort_months, years)
  INNER JOIN months AS m ON m.issued_month + o.cohort_months BETWEEN r.first_month AND r.last_month
),
exempted AS (
  SELECT e.policy_key, MIN(e.event_on) AS exempt_on
  FROM facts.policy_events AS e
  INNER JOIN facts.exempting_events AS k ON k.kind = e.kind
  GROUP BY e.policy_key
),
cohorts AS (
  SELECT
    o.period_no,
    o.as_of,
    o.reference_on,
    o.cohort_months,
    p.policy_key,
    p.slice_key,
    p.annual_premium,
    o.years * p.payments_per_year + 1 AS due_no
  FROM facts.policies AS p
  INNER JOIN observations AS o ON o.issued_month = p.issued_month
  LEFT JOIN exempted AS x
    ON x.policy_key = p.policy_key AND x.exempt_on <= o.as_of
      AND x.exempt_on <= CAST(p.issued_on + o.cohort_months * INTERVAL '1' MONTH AS DATE)
  WHERE x.policy_key IS NULL AND p.payments_per_year IS NOT NULL
),
due_months AS (
  SELECT
    MIN(o.issued_month + 12 * o.years) + MIN(m.least) AS first_month,
    MAX(o.issued_month + 12 * o.years) + MAX(m.most) AS last_month
  FROM observations AS o
  CROSS JOIN facts.instalment_months AS m
),
-- The next two are inner joins of their own so that the few policies of the cohorts are looked for in the large tables
-- and not the other way round, and in the months they can stand in.
instalments AS (
  SELECT
    c.period_no,
    c.cohort_months,
    c.policy_key,
    i.item_key,
    CASE WHEN i.settled_on <= c.as_of THEN i.settled_on ELSE s.from_on END <= i.grace_end_on AS is_persistent
  FROM cohorts AS c
  INNER JOIN facts.item_states AS i
    ON i.policy_key = c.policy_key AND i.due_no = c.due_no
      AND i.due_month BETWEEN (SELECT first_month FROM due_months) AND (SELECT last_month FROM due_months)
  LEFT JOIN facts.repeated_spans AS s ON s.item_key = i.item_key AND s.from_on <= c.as_of AND c.as_of < s.to_on
),
owners AS (
  SELECT c.period_no, c.cohort_months, c.policy_key, o.specialist_key
  FROM cohorts AS c
  INNER JOIN facts.policy_owners AS o
    ON o.policy_key = c.policy_key AND o.from_on <= c.reference_on AND c.reference_on < o.to_on
)
SELECT
  c.period_no,
  c.cohort_months,
  c.policy_key,
  i.item_key,
  c.slice_key,
  COALESCE(o.specialist_key, 0) AS specialist_key,
  c.annual_premium,
  COALESCE(i.is_persistent, FALSE) AS is_persistent
FROM cohorts AS c
LEFT JOIN owners AS o
  ON o.period_no = c.period_no AND o.cohort_months = c.cohort_months AND o.policy_key = c.policy_key
LEFT JOIN instalments AS i
  ON i.period_no = c.period_no AND i.cohort_months = c.cohort_months AND i.policy_key = c.policy_key

-- Policies issued `number` months before a reference month and exempted by the end of their observation, or without payments
-- a year.
WITH exempted AS (
  SELECT e.policy_key, e.event_on, MIN(e.kind) AS kind
  FROM facts.policy_events AS e
  INNER JOIN facts.exempting_events AS k ON k.kind = e.kind
  GROUP BY e.policy_key, e.event_on
),
first_exempted AS (
  SELECT policy_key, event_on, kind, ROW_NUMBER() OVER (PARTITION BY policy_key ORDER BY event_on) AS place
  FROM exempted
),
observed AS (
  SELECT p.*, r.as_of
  FROM run_policies AS p
  INNER JOIN run_periods AS r
    ON r.period_no = p.period_no
      AND 12 * EXTRACT(YEAR FROM p.issued_on) + EXTRACT(MONTH FROM p.issued_on) + $number
        BETWEEN r.first_month AND r.last_month
)
SELECT
  p.period_no,
  p.specialist_key,
  p.slice_key,
  CAST(NULL AS BIGINT) AS due_no,
  CAST(NULL AS BIGINT) AS stage,
  p.policy_key,
  'exempt' AS reason,
  x.event_on AS reason_on,
  x.kind AS reason_of
FROM observed AS p
INNER JOIN first_exempted AS x ON x.policy_key = p.policy_key AND x.place = 1 AND x.event_on <= p.as_of
UNION ALL
SELECT p.period_no, p.specialist_key, p.slice_key, NULL, NULL, p.policy_key, 'without_instalments', NULL, l.premium_mode
FROM observed AS p
INNER JOIN facts.slices AS l ON l.slice_key = p.slice_key
WHERE p.payments_per_year IS NULL

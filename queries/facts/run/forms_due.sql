-- The items that must have a review of service (评鉴表) on the reference day, at their owner: `is_issued` if one of that form went
-- out since the due day (since the lapse).
--   grace       a renewal item that is not settled, 30 days into grace or more, or visited in grace in the last 31 days
--   reinstate   the first open item of a policy that lapsed in the last three months, or was visited since in the last 31 days,
--               and was not reinstated
CREATE OR REPLACE TEMP VIEW run_forms_due AS
WITH visited AS (
  SELECT r.period_no, a.item_key, i.policy_key, a.occurred_on
  FROM run_periods AS r
  INNER JOIN facts.activities AS a ON a.occurred_on > r.reference_on - 31 AND a.occurred_on <= r.reference_on
  INNER JOIN facts.item_states AS i ON i.item_key = a.item_key
  WHERE a.kind = 'visit'
),
grace AS (
  SELECT DISTINCT w.period_no, w.item_key, w.specialist_key, w.due_on AS since_on
  FROM run_window AS w
  LEFT JOIN visited AS v
    ON v.period_no = w.period_no AND v.item_key = w.item_key AND v.occurred_on > w.due_on AND v.occurred_on <= w.grace_end_on
  WHERE w.due_no >= 2 AND NOT w.is_exempt
    AND (w.paid < w.amount_due AND w.due_on + 30 <= w.reference_on AND w.reference_on <= w.grace_end_on OR v.item_key IS NOT NULL)
),
standings AS (
  SELECT
    r.period_no,
    r.reference_on,
    e.policy_key,
    MAX(CASE WHEN e.kind = 'lapse' THEN e.event_on END) AS lapsed_on,
    MAX(CASE WHEN e.kind <> 'lapse' THEN e.event_on END) AS ended_on
  FROM run_periods AS r
  INNER JOIN facts.policy_events AS e ON e.event_on <= r.reference_on AND e.kind <> 'waiver'
  GROUP BY r.period_no, r.reference_on, e.policy_key
),
lapsed AS (
  SELECT s.period_no, s.policy_key, s.lapsed_on
  FROM standings AS s
  LEFT JOIN visited AS v ON v.period_no = s.period_no AND v.policy_key = s.policy_key AND v.occurred_on >= s.lapsed_on
  WHERE s.lapsed_on IS NOT NULL AND COALESCE(s.ended_on < s.lapsed_on, TRUE)
    AND (s.lapsed_on > CAST(s.reference_on - INTERVAL '3' MONTH AS DATE) OR v.policy_key IS NOT NULL)
),
first_open AS (
  SELECT
    l.period_no,
    o.item_key,
    o.specialist_key,
    l.lapsed_on,
    ROW_NUMBER() OVER (PARTITION BY l.period_no, l.policy_key ORDER BY o.due_on, o.due_no, o.item_key) AS place
  FROM lapsed AS l
  INNER JOIN run_owners AS o ON o.period_no = l.period_no AND o.policy_key = l.policy_key
  WHERE o.due_no >= 2 AND NOT o.is_exempt AND o.settled_on IS NULL AND o.due_on <= l.lapsed_on
),
needed AS (
  SELECT period_no, 'grace' AS form, item_key, specialist_key, since_on FROM grace
  UNION
  SELECT period_no, 'reinstate', item_key, specialist_key, lapsed_on FROM first_open WHERE place = 1
),
issued AS (
  SELECT r.period_no, f.form, f.item_key, MAX(f.issued_on) AS issued_on
  FROM run_periods AS r
  INNER JOIN facts.service_reviews AS f ON f.issued_on <= r.reference_on
  GROUP BY r.period_no, f.form, f.item_key
)
SELECT
  n.period_no,
  n.form,
  n.item_key,
  n.specialist_key,
  n.since_on,
  COALESCE(i.issued_on >= n.since_on, FALSE) AS is_issued
FROM needed AS n
LEFT JOIN issued AS i ON i.period_no = n.period_no AND i.form = n.form AND i.item_key = n.item_key

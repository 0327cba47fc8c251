-- The due months around each period: every one a metric of the period may ask about, with what follows from the month
-- alone, so that items of other months are not even looked at.
CREATE OR REPLACE TEMP TABLE run_months AS
SELECT
  r.*,
  m.due_month,
  r.month - m.due_month AS stage,
  m.due_month BETWEEN 12 * EXTRACT(YEAR FROM r.first_on) + EXTRACT(MONTH FROM r.first_on)
    AND 12 * EXTRACT(YEAR FROM r.last_on) + EXTRACT(MONTH FROM r.last_on) AS has_due,
  m.first_grace_end_on <= LEAST(r.last_on, r.as_of) AND m.last_grace_end_on >= r.first_on AS has_matured,
  r.month - m.due_month BETWEEN -2 AND 3 AS has_in_service,
  m.due_month BETWEEN r.first_month AND r.last_month AS is_current_month,
  m.due_month + 1 BETWEEN r.first_month AND r.last_month AS is_grace1_month,
  m.due_month + 2 BETWEEN r.first_month AND r.last_month AS is_grace_end_month
FROM run_periods AS r
INNER JOIN facts.due_months AS m
  ON m.due_month BETWEEN 12 * EXTRACT(YEAR FROM r.window_from) + EXTRACT(MONTH FROM r.window_from)
    AND 12 * EXTRACT(YEAR FROM r.window_to) + EXTRACT(MONTH FROM r.window_to)

-- The errors of the period up to the as-of day at the specialist on the row.
CREATE OR REPLACE TEMP TABLE run_errors AS
SELECT
  d.period_no,
  e.specialist_key,
  e.slice_key,
  e.due_no,
  d.month - e.due_month AS stage,
  e.item_key,
  e.error_id,
  e.kind,
  e.severity
FROM facts.errors AS e
INNER JOIN run_days AS d ON d.day_on = e.occurred_on

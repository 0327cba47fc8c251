-- The errors of the period up to the as-of day at the specialist on the row.
CREATE OR REPLACE TEMP TABLE run_errors AS
SELECT
  r.period_no,
  e.specialist_key,
  COALESCE(i.slice_key, 0) AS slice_key,
  i.due_no,
  r.month - i.due_month AS stage,
  e.item_key,
  e.error_id,
  e.kind,
  e.severity
FROM run_periods AS r
INNER JOIN facts.errors AS e ON e.occurred_on BETWEEN r.first_on AND r.reference_on
LEFT JOIN facts.items AS i ON i.item_key = e.item_key

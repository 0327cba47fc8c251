-- The activities of the period up to the as-of day, with what their due item is.
CREATE OR REPLACE TEMP TABLE run_activities AS
SELECT
  r.period_no,
  a.specialist_key,
  COALESCE(i.slice_key, 0) AS slice_key,
  i.due_no,
  r.month - i.due_month AS stage,
  a.item_key,
  a.activity_id,
  a.occurred_on,
  a.occurred_at,
  a.kind,
  a.outcome,
  a.is_effective
FROM run_periods AS r
INNER JOIN facts.activities AS a ON a.occurred_on BETWEEN r.first_on AND r.reference_on
LEFT JOIN facts.items AS i ON i.item_key = a.item_key

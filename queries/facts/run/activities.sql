-- The activities of the period up to the as-of day, with what their due item is.
CREATE OR REPLACE TEMP VIEW run_activities AS
SELECT
  d.period_no,
  a.specialist_key,
  a.slice_key,
  a.customer_key,
  a.due_no,
  d.month - a.due_month AS stage,
  a.item_key,
  a.activity_id,
  a.occurred_on,
  a.occurred_at,
  a.kind,
  a.outcome,
  a.is_reached,
  a.is_effective,
  a.is_service
FROM facts.activities AS a
INNER JOIN run_days AS d ON d.day_on = a.occurred_on

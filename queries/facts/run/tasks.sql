-- The tasks planned for the period up to the as-of day, at the specialist on the row.
CREATE OR REPLACE TEMP VIEW run_tasks AS
SELECT
  d.period_no,
  t.specialist_key,
  t.slice_key,
  t.due_no,
  d.month - t.due_month AS stage,
  t.item_key,
  t.task_id,
  t.customer_key,
  t.activity_id,
  t.on_day
FROM facts.tasks AS t
INNER JOIN run_days AS d ON d.day_on = t.on_day

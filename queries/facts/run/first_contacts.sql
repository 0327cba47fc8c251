-- The first effective contact of each item in the period, up to the as-of day.
CREATE OR REPLACE TEMP VIEW run_first_contacts AS
SELECT
  d.period_no,
  d.as_of,
  c.specialist_key,
  c.slice_key,
  c.due_no,
  d.month - c.due_month AS stage,
  c.item_key,
  c.activity_id,
  c.occurred_on
FROM facts.contacts AS c
INNER JOIN run_days AS d ON d.day_on = c.occurred_on
WHERE COALESCE(c.previous_on < d.first_on, TRUE)

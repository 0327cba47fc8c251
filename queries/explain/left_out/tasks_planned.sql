-- Tasks planned for the period, but for a day after the as-of day.
SELECT
  r.period_no, t.specialist_key, t.slice_key, t.due_no, r.month - t.due_month AS stage,
  'task' AS record, t.task_id AS record_id, t.item_key,
  CASE WHEN t.on_day > r.as_of THEN 'day_ahead' END AS reason,
  t.on_day AS reason_on,
  CAST(NULL AS STRING) AS reason_of
FROM run_periods AS r
INNER JOIN facts.tasks AS t ON t.on_day BETWEEN r.first_on AND r.last_on

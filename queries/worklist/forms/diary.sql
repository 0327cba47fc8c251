-- The lines of the diary: the worklist of the day, person by person.
SELECT
  w.specialist_id,
  ROW_NUMBER() OVER (PARTITION BY w.specialist_id ORDER BY w.place) AS line,
  COALESCE(w.customer_name, '') AS customer_name,
  w.customer_id,
  w.policy_id,
  w.due_id,
  w.reason,
  w.amount_due,
  w.channel
FROM report_tasks AS w
WHERE w.on_day = $last_on
ORDER BY w.specialist_id, line

-- Problems opened in the period whose deadline is not in it, or that have none.
SELECT
  d.period_no, i.specialist_key, i.slice_key, i.due_no, d.month - i.due_month AS stage, i.department,
  'issue' AS record, i.issue_id AS record_id, i.item_key,
  CASE
    WHEN i.deadline_on IS NULL THEN 'no_deadline'
    WHEN i.deadline_on > d.last_on THEN 'deadline_after'
    WHEN i.deadline_on > d.reference_on THEN 'deadline_ahead'
  END AS reason,
  i.deadline_on AS reason_on,
  CAST(NULL AS VARCHAR) AS reason_of
FROM facts.issues AS i
INNER JOIN run_days AS d ON d.day_on = i.opened_on

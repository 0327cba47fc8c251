-- Activities of the period that reached nobody.
SELECT
  period_no, specialist_key, slice_key, due_no, stage,
  'activity' AS record, activity_id AS record_id, item_key,
  CASE WHEN NOT is_reached THEN 'reached_nobody' END AS reason,
  CAST(NULL AS DATE) AS reason_on,
  COALESCE(outcome, '(none)') AS reason_of
FROM run_activities

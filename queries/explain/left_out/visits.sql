-- Activities of the period that are no visits.
SELECT
  period_no, specialist_key, slice_key, due_no, stage,
  'activity' AS record, activity_id AS record_id, item_key,
  CASE WHEN kind <> 'visit' THEN 'other_kind' END AS reason,
  CAST(NULL AS DATE) AS reason_on,
  kind AS reason_of
FROM run_activities

-- Activities of the period that are no effective contacts.
SELECT
  period_no, specialist_key, slice_key, due_no, stage,
  'activity' AS record, activity_id AS record_id, item_key,
  CASE WHEN is_effective THEN NULL WHEN item_key IS NULL THEN 'no_due_item' ELSE 'outcome' END AS reason,
  CAST(NULL AS DATE) AS reason_on,
  COALESCE(outcome, '(none)') AS reason_of
FROM run_activities

-- Errors of the period; those the metric counts are not left out.
SELECT
  period_no, specialist_key, slice_key, due_no, stage,
  'error' AS record, error_id AS record_id, item_key,
  'other_kind' AS reason,
  CAST(NULL AS DATE) AS reason_on,
  kind AS reason_of
FROM run_errors

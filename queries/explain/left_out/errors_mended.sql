-- Errors that happened by the end of the period and were not mended by then.
SELECT
  r.period_no, e.specialist_key, e.slice_key, e.due_no, r.month - e.due_month AS stage,
  'error' AS record, e.error_id AS record_id, e.item_key,
  'not_mended' AS reason,
  CAST(NULL AS DATE) AS reason_on,
  CAST(NULL AS VARCHAR) AS reason_of
FROM facts.errors AS e
INNER JOIN run_periods AS r ON e.occurred_on <= r.reference_on
WHERE COALESCE(e.resolved_on > r.reference_on, TRUE)

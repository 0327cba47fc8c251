-- Payments of the period that are no successes, or of a funding that does not count.
SELECT
  period_no, specialist_key, slice_key, due_no, stage,
  'payment' AS record, payment_id AS record_id, item_key,
  CASE WHEN status <> 'success' THEN 'payment_status' WHEN NOT is_counted_success THEN 'funding' END AS reason,
  CAST(NULL AS DATE) AS reason_on,
  CASE WHEN status <> 'success' THEN status ELSE funding END AS reason_of
FROM run_payments

-- Payments of the period that are no bank debits, or neither succeeded nor failed.
SELECT
  period_no, specialist_key, slice_key, due_no, stage,
  'payment' AS record, payment_id AS record_id, item_key,
  CASE
    WHEN method <> 'bank_debit' THEN 'payment_method'
    WHEN status NOT IN ('failed', 'success') THEN 'payment_status'
  END AS reason,
  CAST(NULL AS DATE) AS reason_on,
  CASE WHEN method <> 'bank_debit' THEN method ELSE status END AS reason_of
FROM run_payments

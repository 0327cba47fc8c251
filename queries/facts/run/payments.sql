-- The payments of the period up to the as-of day at the owner of their day, first premiums and exempt items too.
-- Facts keep no names of payments, they would be most of the store: `payment_id` is filled in by
-- queries/explain/facts/payments.sql where a number is explained.
CREATE OR REPLACE TEMP VIEW run_payments AS
SELECT
  d.period_no,
  p.specialist_key,
  p.slice_key,
  p.due_no,
  d.month - p.due_month AS stage,
  p.item_key,
  CAST(NULL AS STRING) AS payment_id,
  p.method,
  p.status,
  p.is_counted_success
FROM facts.payments AS p
INNER JOIN run_days AS d ON d.day_on = p.paid_on

-- The payments of the period up to the as-of day at the owner of their day, first premiums and exempt items too.
-- Facts keep no names of payments, they would be most of the store: `payment_id` is filled in by
-- queries/explain/facts/payments.sql where a number is explained.
CREATE OR REPLACE TEMP VIEW run_payments AS
SELECT
  r.period_no,
  p.specialist_key,
  i.slice_key,
  i.due_no,
  r.month - i.due_month AS stage,
  p.item_key,
  CAST(NULL AS VARCHAR) AS payment_id,
  p.method,
  p.status,
  p.is_counted_success
FROM run_periods AS r
INNER JOIN facts.payments AS p ON p.paid_on BETWEEN r.first_on AND r.reference_on
INNER JOIN facts.items AS i ON i.item_key = p.item_key

-- The payments of the period with their names, which facts do not keep; in place of queries/facts/run/payments.sql
-- while a number is explained.
CREATE OR REPLACE TEMP VIEW run_payments AS
SELECT
  r.period_no,
  COALESCE(w.specialist_key, i.first_owner_key) AS specialist_key,
  i.slice_key,
  i.due_no,
  r.month - i.due_month AS stage,
  i.item_key,
  p.payment_id,
  p.method,
  p.status,
  p.status = 'success' AND c.funding IS NOT NULL AS is_counted_success,
  p.funding
FROM run_periods AS r
INNER JOIN payments AS p ON CAST(p.paid_on AS DATE) BETWEEN r.first_on AND r.reference_on
INNER JOIN facts.items AS i ON i.due_id = p.due_id
LEFT JOIN facts.counted_funding AS c ON c.funding = p.funding
LEFT JOIN facts.later_owners AS w
  ON w.item_key = i.item_key AND w.from_on <= CAST(p.paid_on AS DATE) AND CAST(p.paid_on AS DATE) < w.to_on

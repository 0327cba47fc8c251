-- Payments with numbers for keys, cut to days, with the owner of their item on that day.
-- `net_amount` is what a row adds to the net paid: successful payments of a counted funding, and reversals of such
-- payments as negative amounts (a reversal counts or not with the funding of the payment it reverses). The two are joined
-- apart: only the few reversals have to look for another payment.
-- touched: item_key
CREATE OR REPLACE TABLE facts.payments AS
WITH reversals AS (
  SELECT p.due_id, p.paid_on, p.method, p.status, p.amount, reversed.funding
  FROM touched.payments AS p
  LEFT JOIN payments AS reversed ON reversed.payment_id = p.reverses_payment_id
  WHERE p.status = 'reversal'
),
funded AS (
  SELECT due_id, paid_on, method, status, amount, funding
  FROM touched.payments
  WHERE status <> 'reversal'
  UNION ALL
  SELECT due_id, paid_on, method, status, amount, funding
  FROM reversals
)
SELECT
  i.item_key,
  COALESCE(w.specialist_key, i.first_owner_key) AS specialist_key,
  i.slice_key,
  i.due_no,
  i.due_month,
  CAST(p.paid_on AS DATE) AS paid_on,
  p.method,
  p.status,
  p.status = 'success' AND c.funding IS NOT NULL AS is_counted_success,
  CASE
    WHEN p.status = 'success' AND c.funding IS NOT NULL THEN p.amount
    WHEN p.status = 'reversal' AND c.funding IS NOT NULL THEN -p.amount
    ELSE 0
  END AS net_amount
FROM funded AS p
INNER JOIN touched_facts.items AS i ON i.due_id = p.due_id
LEFT JOIN facts.counted_funding AS c ON c.funding = p.funding
LEFT JOIN facts.later_owners AS w
  ON w.item_key = i.item_key AND w.from_on <= CAST(p.paid_on AS DATE) AND CAST(p.paid_on AS DATE) < w.to_on

-- Payments with numbers for keys, cut to days, with the owner of their item on that day.
-- `net_amount` is what a row adds to the net paid: successful payments of a counted funding, and reversals of such
-- payments as negative amounts (a reversal counts or not with the funding of the payment it reverses).
CREATE OR REPLACE TABLE facts.payments AS
SELECT
  i.item_key,
  COALESCE(w.specialist_key, i.first_owner_key) AS specialist_key,
  CAST(p.paid_on AS DATE) AS paid_on,
  p.method,
  p.status,
  p.status = 'success' AND c.funding IS NOT NULL AS is_counted_success,
  CASE
    WHEN p.status = 'success' AND c.funding IS NOT NULL THEN p.amount
    WHEN p.status = 'reversal' AND c.funding IS NOT NULL THEN -p.amount
    ELSE 0
  END AS net_amount
FROM payments AS p
INNER JOIN facts.items AS i ON i.due_id = p.due_id
LEFT JOIN payments AS reversed
  ON reversed.payment_id = CASE WHEN p.status = 'reversal' THEN p.reverses_payment_id END
LEFT JOIN facts.counted_funding AS c
  ON c.funding = CASE WHEN p.status = 'reversal' THEN reversed.funding ELSE p.funding END
LEFT JOIN facts.later_owners AS w
  ON w.item_key = i.item_key AND w.from_on <= CAST(p.paid_on AS DATE) AND CAST(p.paid_on AS DATE) < w.to_on

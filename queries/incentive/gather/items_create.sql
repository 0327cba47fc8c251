-- The payments of a stretch of days that count for pay: successful ones of a counted funding at the owner of their day, and
-- the reversals of such payments as negative amounts on a day of their own, with the method of the payment they reverse.
CREATE OR REPLACE TEMP TABLE run_paid AS
WITH found AS (
  SELECT payment_id, due_id, CAST(paid_on AS DATE) AS paid_on, amount, method, funding
  FROM payments
  WHERE status = 'success' AND CAST(paid_on AS DATE) BETWEEN $from_on AND $to_on
  UNION ALL
  SELECT p.payment_id, p.due_id, CAST(p.paid_on AS DATE), -p.amount, r.method, r.funding
  FROM payments AS p
  INNER JOIN payments AS r ON r.payment_id = p.reverses_payment_id
  WHERE p.status = 'reversal' AND CAST(p.paid_on AS DATE) BETWEEN $from_on AND $to_on
)
SELECT
  o.specialist_id,
  f.payment_id,
  f.due_id,
  f.paid_on,
  f.amount,
  pol.product_line,
  pol.product_code,
  pol.channel,
  pol.premium_mode,
  pol.payment_years,
  i.due_no,
  -- The year of the policy the item is due in: 1 until a year after the issue is complete.
  GREATEST(1, 1 + EXTRACT(YEAR FROM d.due_on) - EXTRACT(YEAR FROM pol.issued_on) - CASE
    WHEN pol.issued_on + TO_YEARS(CAST(EXTRACT(YEAR FROM d.due_on) - EXTRACT(YEAR FROM pol.issued_on) AS INTEGER)) > d.due_on
      THEN 1
    ELSE 0
  END) AS policy_year,
  f.method,
  CAST(12 * EXTRACT(YEAR FROM f.paid_on) + EXTRACT(MONTH FROM f.paid_on) AS INTEGER) - i.due_month AS stage,
  f.paid_on - i.due_on AS days_after_due
FROM found AS f
INNER JOIN facts.counted_funding AS c ON c.funding = f.funding
INNER JOIN facts.items AS i ON i.due_id = f.due_id
INNER JOIN due_items AS d ON d.due_id = f.due_id
INNER JOIN policies AS pol ON pol.policy_id = d.policy_id
LEFT JOIN facts.later_owners AS w
  ON w.item_key = i.item_key AND w.from_on <= f.paid_on AND f.paid_on < w.to_on
INNER JOIN facts.specialists AS o ON o.specialist_key = COALESCE(w.specialist_key, i.first_owner_key)

-- table: payments
-- A reversal takes back a successful payment of the same due item, not before its day, and all of one payment together no more
-- than was paid: in the order of their days those after which it would be more are left out.
SELECT
  r.payment_id,
  r.rowid,
  CASE WHEN r.is_right THEN 'amount' ELSE 'reverses_payment_id' END AS column_name,
  'bad_reversal' AS rule,
  CASE WHEN r.is_right THEN CAST(r.amount AS STRING) ELSE r.reverses_payment_id END AS raw_value
FROM (
  SELECT
    j.*,
    SUM(j.amount) OVER (
      PARTITION BY j.reverses_payment_id, j.is_right ORDER BY j.paid_on, j.payment_id
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS taken
  FROM (
    SELECT
      r.payment_id,
      r.rowid,
      r.reverses_payment_id,
      r.paid_on,
      r.amount,
      p.amount AS paid,
      COALESCE(
        p.status = 'success' AND p.due_id = r.due_id AND CAST(p.paid_on AS DATE) <= CAST(r.paid_on AS DATE), FALSE
      ) AS is_right
    FROM given_payments AS r
    LEFT JOIN given_payments AS p ON p.payment_id = r.reverses_payment_id
    WHERE r.status = 'reversal'
  ) AS j
) AS r
WHERE NOT r.is_right OR r.taken > r.paid

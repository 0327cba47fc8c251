-- table: payments
-- rule: bad_reversal
-- A reversal refers to a successful payment of the same due item, is not dated before it, and all reversals of a
-- payment together take back no more than was paid. One of an unknown payment waits for it.
WITH RECURSIVE
reversals AS MATERIALIZED (
  SELECT * FROM incoming WHERE status = 'reversal'
),
new_targets AS MATERIALIZED (
  SELECT i.payment_id, i.due_id, i.paid_on, i.amount, i.status
  FROM incoming AS i
  WHERE i.payment_id IN (SELECT reverses_payment_id FROM reversals)
),
targets AS MATERIALIZED (
  SELECT * FROM new_targets
  UNION ALL
  SELECT m.payment_id, m.due_id, m.paid_on, m.amount, m.status
  FROM main.payments AS m
  WHERE m.payment_id IN (SELECT reverses_payment_id FROM reversals)
    AND m.payment_id NOT IN (SELECT payment_id FROM new_targets)
),
judged AS MATERIALIZED (
  SELECT
    r.*,
    t.amount AS paid,
    CASE
      WHEN t.payment_id IS NULL THEN CAST($unknown AS VARCHAR)
      WHEN t.status <> 'success' THEN replace($no_success, '{status}', t.status)
      WHEN r.due_id <> t.due_id THEN replace($other_due_item, '{due_id}', t.due_id)
      WHEN CAST(r.paid_on AS DATE) < CAST(t.paid_on AS DATE) THEN
        replace($too_early, '{paid_on}', CAST(CAST(t.paid_on AS DATE) AS VARCHAR))
    END AS message,
    t.payment_id IS NULL AS waits
  FROM reversals AS r
  LEFT JOIN targets AS t ON t.payment_id = r.reverses_payment_id
),
-- Earlier reversals of the same payments, unless this file changes them. Those that do not say what they take back give
-- way: they are looked for anew after all files.
old_reversals AS MATERIALIZED (
  SELECT m.*
  FROM main.payments AS m
  WHERE m.status = 'reversal' AND m.reverses_payment_id IN (SELECT payment_id FROM targets)
    AND NOT EXISTS (
      SELECT 1
      FROM joined AS j
      WHERE j.table_name = 'payments' AND j.finds_reversed AND j.file_no = m.file_no AND j.file_row = m.file_row
    )
),
old_claims AS MATERIALIZED (
  SELECT *
  FROM old_reversals
  WHERE payment_id NOT IN (
    SELECT i.payment_id FROM incoming AS i WHERE i.payment_id IN (SELECT payment_id FROM old_reversals)
  )
),
claims AS (
  SELECT j.reverses_payment_id, j.paid, j.amount, j.file_no, j.file_row, true AS is_new
  FROM judged AS j
  WHERE j.message IS NULL
  UNION ALL
  SELECT m.reverses_payment_id, t.amount, m.amount, m.file_no, m.file_row, false
  FROM old_claims AS m
  JOIN targets AS t ON t.payment_id = m.reverses_payment_id
),
ordered AS (
  SELECT c.*, row_number() OVER (PARTITION BY c.reverses_payment_id ORDER BY c.is_new, c.file_no, c.file_row) AS place
  FROM claims AS c
  WHERE c.reverses_payment_id IN (
    SELECT reverses_payment_id FROM claims GROUP BY reverses_payment_id, paid HAVING sum(amount) > paid
  )
),
-- Reversal by reversal: one that takes back more than is left is refused, the next may still fit.
walk AS (
  SELECT
    o.reverses_payment_id,
    o.place,
    CASE WHEN o.amount <= o.paid THEN o.paid - o.amount ELSE o.paid END AS remaining,
    o.amount <= o.paid AS fits
  FROM ordered AS o
  WHERE o.place = 1
  UNION ALL
  SELECT
    o.reverses_payment_id,
    o.place,
    CASE WHEN o.amount <= w.remaining THEN CAST(w.remaining - o.amount AS DECIMAL(19, 2)) ELSE w.remaining END,
    o.amount <= w.remaining
  FROM walk AS w
  JOIN ordered AS o ON o.reverses_payment_id = w.reverses_payment_id AND o.place = w.place + 1
)
SELECT file_no, file_row, 'reverses_payment_id' AS column_name, reverses_payment_id AS raw_value, message, waits
FROM judged
WHERE message IS NOT NULL
UNION ALL
SELECT
  o.file_no,
  o.file_row,
  'amount',
  CAST(o.amount AS VARCHAR),
  replace($too_much, '{paid}', CAST(o.paid AS VARCHAR)),
  false
FROM walk AS w
JOIN ordered AS o ON o.reverses_payment_id = w.reverses_payment_id AND o.place = w.place
WHERE o.is_new AND NOT w.fits

-- What the data come to, to be held against other systems: items, money due, payments and money paid up to the as-of day.
CREATE TABLE published.control AS
SELECT
  (SELECT COUNT(*) FROM due_items) AS due_items,
  (SELECT COALESCE(SUM(amount_due), 0) FROM due_items) AS amount_due,
  COUNT(*) AS payments,
  COALESCE(SUM(CASE WHEN status = 'success' THEN amount END), 0) AS paid,
  COALESCE(SUM(CASE WHEN status = 'reversal' THEN amount END), 0) AS reversed,
  COALESCE(SUM(CASE WHEN status = 'success' AND CAST(paid_on AS DATE) = $as_of THEN amount END), 0) AS paid_on_day
FROM payments
WHERE CAST(paid_on AS DATE) <= $as_of

-- The payments that pay may be taken back for: those an earlier period paid for, and those of the period itself.
CREATE OR REPLACE TEMP TABLE run_earned AS
WITH items AS (
  SELECT run_no, specialist_id, payment_id, due_id, paid_on, result FROM incentive_items
  UNION ALL
  SELECT run_no, specialist_id, payment_id, due_id, paid_on, result FROM pending_items
)
SELECT DISTINCT i.specialist_id, i.payment_id, i.due_id, i.paid_on, e.period
FROM items AS i
INNER JOIN run_effective AS e ON e.run_no = i.run_no
WHERE i.result IS NOT NULL AND i.paid_on BETWEEN e.first_on AND e.last_on AND e.first_on < $first_on
UNION ALL
SELECT specialist_id, payment_id, due_id, paid_on, $period
FROM run_paid
WHERE amount > 0 AND paid_on BETWEEN $first_on AND $to_on

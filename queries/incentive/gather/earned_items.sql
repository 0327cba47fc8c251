-- What each payment earned in the periods that events reach back to, with what it was paid for.
WITH items AS (
  SELECT run_no, specialist_id, component, payment_id, paid_on, result FROM incentive_items
  UNION ALL
  SELECT run_no, specialist_id, component, payment_id, paid_on, result FROM pending_items
)
SELECT e.period, i.specialist_id, i.component, i.payment_id, i.result
FROM items AS i
INNER JOIN run_effective AS e ON e.run_no = i.run_no
WHERE i.result IS NOT NULL
  AND i.paid_on BETWEEN e.first_on AND e.last_on
  AND (i.specialist_id, e.period) IN (SELECT (specialist_id, period) FROM run_events)
ORDER BY e.period, i.specialist_id, i.component, i.payment_id

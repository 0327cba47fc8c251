-- What people know a person's payments by: those behind a run's numbers, and those that something is taken back for.
WITH told AS (
  SELECT payment_id FROM incentive_items WHERE run_no = $run_no AND specialist_id = $specialist_id
  UNION
  SELECT REGEXP_EXTRACT(node, '[:/]([^:/]+)$', 1)
  FROM incentive_trace
  WHERE run_no = $run_no AND specialist_id = $specialist_id AND node LIKE '%/%'
)
SELECT p.payment_id, d.policy_id, d.due_no, c.customer_name
FROM told AS t
INNER JOIN payments AS p ON p.payment_id = t.payment_id
INNER JOIN due_items AS d ON d.due_id = p.due_id
LEFT JOIN policies AS o ON o.policy_id = d.policy_id
LEFT JOIN customers AS c ON c.customer_id = o.customer_id
ORDER BY p.payment_id

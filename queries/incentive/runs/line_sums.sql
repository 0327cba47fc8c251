-- The amounts of a run, by person and row.
SELECT specialist_id, node, SUM(amount) AS amount
FROM incentive_lines
WHERE run_no = $run_no
GROUP BY specialist_id, node
ORDER BY specialist_id, node

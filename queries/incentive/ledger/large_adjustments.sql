-- The adjustments of a run above an amount.
SELECT specialist_id, node, amount
FROM incentive_lines
WHERE run_no = $run_no AND node LIKE 'adjustment:%' AND ABS(amount) > CAST($limit AS DECIMAL(38, 6))
ORDER BY specialist_id, node

SELECT node, amount
FROM incentive_lines
WHERE run_no = $run_no AND specialist_id = $specialist_id
ORDER BY line_no

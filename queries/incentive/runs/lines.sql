-- A person's amounts in a run, row by row.
SELECT node, amount
FROM incentive_lines
WHERE run_no = $run_no AND specialist_id = $specialist_id
ORDER BY line_no

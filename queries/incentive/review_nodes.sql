-- The rows of a run by node.
SELECT node, SUM(amount) AS amount, COUNT(DISTINCT specialist_id) AS people
FROM pay_lines
WHERE run_no = $run_no
GROUP BY node
ORDER BY MIN(line_no), node

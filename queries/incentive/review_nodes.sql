-- The rows of a run by node, in the order of the steps.
SELECT node, SUM(amount) AS amount, COUNT(DISTINCT specialist_id) AS people
FROM pay_lines
WHERE run_no = $run_no
GROUP BY node
ORDER BY MIN(place), node

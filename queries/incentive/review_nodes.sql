-- The rows of a run by node, in the order of the steps: a step stands after those before it with whoever has most of them.
SELECT node, SUM(amount) AS amount, COUNT(DISTINCT specialist_id) AS people
FROM pay_lines
WHERE run_no = $run_no
GROUP BY node
ORDER BY MAX(line_no), node

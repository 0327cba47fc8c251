-- The rows of a run by node; events of one clawback count together.
WITH named AS (
  SELECT
    specialist_id,
    CASE WHEN SPLIT_PART(node, ':', 1) IN ('clawback', 'carry') THEN SPLIT_PART(node, '/', 1)
      WHEN node LIKE 'adjustment:%' THEN 'adjustment:' ELSE node END AS node,
    line_no,
    amount
  FROM incentive_lines
  WHERE run_no = $run_no
)
SELECT node, SUM(amount) AS amount, COUNT(DISTINCT specialist_id) AS people
FROM named
GROUP BY node
ORDER BY MIN(line_no), node

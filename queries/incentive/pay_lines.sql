-- The rows of runs as people count them: events of one clawback together, and all adjustments.
CREATE OR REPLACE TEMP VIEW pay_lines AS
SELECT
  run_no,
  specialist_id,
  CASE WHEN SPLIT_PART(node, ':', 1) IN ('clawback', 'carry') THEN SPLIT_PART(node, '/', 1)
    WHEN node LIKE 'adjustment:%' THEN 'adjustment:' ELSE node END AS node,
  line_no,
  amount
FROM incentive_lines

-- The rows of runs as people count them: events of one clawback together, and all adjustments. `place` puts them in the order
-- of the steps, which is not that of a person's rows alone: who earned nothing begins with a clawback.
CREATE OR REPLACE TEMP VIEW pay_lines AS
SELECT
  run_no,
  specialist_id,
  CASE WHEN SPLIT_PART(node, ':', 1) IN ('clawback', 'carry') THEN SPLIT_PART(node, '/', 1)
    WHEN node LIKE 'adjustment:%' THEN 'adjustment:' ELSE node END AS node,
  100000 * CASE SPLIT_PART(node, ':', 1)
    WHEN 'component' THEN 1
    WHEN 'gate' THEN 2
    WHEN 'withhold' THEN 2
    WHEN 'multiplier' THEN 3
    WHEN 'penalty' THEN 4
    WHEN 'floor' THEN 5
    WHEN 'cap' THEN 6
    WHEN 'proration' THEN 7
    WHEN 'pool_fund' THEN 8
    WHEN 'pool' THEN 9
    WHEN 'guarantee' THEN 10
    WHEN 'deferral' THEN 11
    WHEN 'release' THEN 12
    WHEN 'carry' THEN 13
    WHEN 'clawback' THEN 14
    WHEN 'adjustment' THEN 15
    ELSE 16
  END + line_no AS place,
  amount
FROM incentive_lines

-- What a period pays by a run, summed by what rows begin with: the run's own rows, and what was posted into the period for
-- other ones.
SELECT
  SPLIT_PART(b.node, ':', 1) AS word,
  CONTAINS(b.node, '/') AS is_of_event,
  b.is_correction,
  SUM(b.amount) AS amount
FROM (
  SELECT node, FALSE AS is_correction, amount FROM incentive_lines WHERE run_no = $run_no
  UNION ALL
  SELECT REGEXP_REPLACE(node, '^(reversal|rebook):', ''), TRUE, amount
  FROM incentive_ledger
  WHERE plan_id = $plan_id AND period = $period AND origin <> period
) AS b
GROUP BY SPLIT_PART(b.node, ':', 1), CONTAINS(b.node, '/'), b.is_correction
ORDER BY 1, 2, 3

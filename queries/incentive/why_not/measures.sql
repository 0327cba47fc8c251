-- The metrics of people that a run read.
SELECT DISTINCT metric
FROM incentive_measures
WHERE run_no = $run_no AND scope = 'specialist'
ORDER BY metric

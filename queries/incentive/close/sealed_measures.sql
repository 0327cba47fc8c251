-- The sums a run read, in the order in which they are hashed.
SELECT metric, days, scope, scope_id, numerator, denominator
FROM incentive_measures
WHERE run_no = $run_no
ORDER BY metric, days, scope, scope_id

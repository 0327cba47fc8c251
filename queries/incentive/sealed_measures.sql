SELECT metric, days, scope, scope_id, numerator, denominator
FROM incentive_measures
WHERE run_no = $run_no
ORDER BY metric, days, scope, scope_id

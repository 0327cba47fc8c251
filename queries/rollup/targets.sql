-- The targets that can apply in this run.
SELECT scope, scope_id, metric, period, target
FROM targets
WHERE period IN (SELECT period FROM run_target_periods)
ORDER BY scope, scope_id, metric, period

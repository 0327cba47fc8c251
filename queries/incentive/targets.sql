-- The targets of the metrics that a plan reads.
SELECT t.scope, t.scope_id, t.metric, t.period, t.target
FROM targets AS t
WHERE t.metric IN (SELECT metric FROM run_asked)
ORDER BY t.scope, t.scope_id, t.metric, t.period

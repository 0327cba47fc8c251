-- The targets of the metrics that a plan reads, of the period and the longer ones around it.
SELECT t.scope, t.scope_id, t.metric, t.period, t.target
FROM targets AS t
WHERE t.metric IN (SELECT metric FROM run_asked) AND LIST_CONTAINS(STRING_SPLIT($periods, ' '), t.period)
ORDER BY t.scope, t.scope_id, t.metric, t.period

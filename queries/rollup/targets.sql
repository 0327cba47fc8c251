SELECT scope, scope_id, metric, period, target FROM targets ORDER BY scope, scope_id, metric, period

SELECT metric, scope, name, period, value, COALESCE(segment, '') AS segment, COALESCE(basis, '') AS basis, source
FROM benchmarks
ORDER BY metric, scope, name, period, segment

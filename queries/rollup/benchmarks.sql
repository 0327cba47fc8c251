-- What values are held against: a value of a metric at a level in a period, by whom it is named.
SELECT metric, scope, name, period, value, COALESCE(segment, '') AS segment, COALESCE(basis, '') AS basis, source
FROM benchmarks
ORDER BY metric, scope, name, period, segment

-- What is wrong with some benchmarks: see faults.sql.
SELECT * FROM (VALUES
    (1, NULL, MAP {'value': 'bad_value'}, MAP {'value': '约九成'}),
    (2, NULL, MAP {'metric, scope, name, period, segment': 'duplicate_key'}, MAP {'source': '另一来源'})
) AS f(place, n, reasons, cells)

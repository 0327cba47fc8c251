-- What is wrong with some targets: see faults.sql.
SELECT * FROM (VALUES
    (1, NULL, MAP {'target': 'bad_value'}, MAP {'target': '九成'}),
    (2, NULL, MAP {'scope': 'unknown_word'}, MAP {'scope': '总部'}),
    (3, NULL, MAP {'scope, scope_id, metric, period': 'duplicate_key'}, MAP {'target': '0.123456'}),
    (4, NULL, MAP {'metric': 'missing_value'}, MAP {'metric': ''})
) AS f(place, n, reasons, cells)

-- What is wrong with some positions: see faults.sql.
SELECT * FROM (VALUES
    (1, NULL, MAP {'valid_from': 'bad_value'}, MAP {'valid_from': '待定'}),
    (2, NULL, MAP {'specialist_id': 'unknown_reference'}, MAP {'specialist_id': 'S9999X'})
) AS f(place, n, reasons, cells)

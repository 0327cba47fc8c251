-- What is wrong with some positions: see faults.sql.
SELECT * FROM (VALUES
    (1, NULL, MAP {'base': 'bad_value'}, MAP {'valid_from': '1999-02-01', 'base': '面议'}),
    (2, NULL, MAP {'specialist_id': 'unknown_reference'}, MAP {'specialist_id': 'S9999X'})
) AS f(place, n, reasons, cells)

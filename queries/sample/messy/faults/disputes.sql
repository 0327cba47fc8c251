-- What is wrong with some disputes: see faults.sql.
SELECT * FROM (VALUES
    (1, NULL, MAP {'status': 'unknown_word'}, MAP {'dispute_id': '*P', 'status': '搁置'}),
    (2, NULL, MAP {'specialist_id': 'unknown_reference'}, MAP {'dispute_id': '*Q', 'specialist_id': 'S9999X'})
) AS f(place, n, reasons, cells)

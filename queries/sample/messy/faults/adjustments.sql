-- What is wrong with some adjustments: see faults.sql.
SELECT * FROM (VALUES
    (1, NULL, MAP {'amount': 'bad_value'}, MAP {'adjustment_id': '*P', 'amount': '50.005'}),
    (2, NULL, MAP {'specialist_id': 'unknown_reference'}, MAP {'adjustment_id': '*Q', 'specialist_id': 'S9999X'})
) AS f(place, n, reasons, cells)

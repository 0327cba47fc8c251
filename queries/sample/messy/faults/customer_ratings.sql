-- What is wrong with some ratings: see faults.sql.
SELECT * FROM (VALUES
    (1, NULL, MAP {'rated_on': 'bad_value'}, MAP {'rated_on': '去年'}),
    (2, NULL, MAP {'customer_id': 'unknown_reference'}, MAP {'customer_id': '*X'}),
    (3, NULL, MAP {'customer_id, rated_on': 'duplicate_key'}, MAP {'rated_by': '另一人'})
) AS f(place, n, reasons, cells)

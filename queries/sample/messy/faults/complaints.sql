-- What is wrong with some complaints: see faults.sql.
SELECT * FROM (VALUES
    (1, NULL, MAP {'upheld': 'bad_value'}, MAP {'complaint_id': '*P', 'upheld': '部分'}),
    (2, NULL, MAP {'customer_id': 'unknown_reference'}, MAP {'complaint_id': '*Q', 'customer_id': 'C9999999X'}),
    (3, NULL, MAP {'complaint_id': 'duplicate_key'}, MAP {'category': '重复'})
) AS f(place, n, reasons, cells)

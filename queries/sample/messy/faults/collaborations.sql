-- What is wrong with some collaborations: see faults.sql.
SELECT * FROM (VALUES
    (1, NULL, MAP {'points': 'out_of_range'}, MAP {'collaboration_id': '*P', 'points': '0'}),
    (2, NULL, MAP {'approved': 'bad_value'}, MAP {'collaboration_id': '*Q', 'approved': '待定'}),
    (3, NULL, MAP {'helped_id': 'unknown_reference'}, MAP {'collaboration_id': '*R', 'helped_id': 'S9999X'}),
    (4, NULL, MAP {'collaboration_id': 'duplicate_key'}, MAP {'note': '重复登记'})
) AS f(place, n, reasons, cells)

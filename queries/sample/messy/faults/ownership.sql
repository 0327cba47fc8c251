-- What is wrong with some changes of ownership: see faults.sql.
SELECT * FROM (VALUES
    (1, NULL, MAP {'from_on': 'bad_value'}, MAP {'from_on': '下月初'}),
    (2, NULL, MAP {'due_id, from_on': 'duplicate_key'}, MAP {'specialist_id': 'S9999X'}),
    (3, NULL, MAP {'due_id': 'unknown_reference'}, MAP {'due_id': '*9'}),
    (4, NULL, MAP {'specialist_id': 'missing_value'}, MAP {'specialist_id': ''})
) AS f(place, n, reasons, cells)

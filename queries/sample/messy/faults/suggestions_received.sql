-- What is wrong with some suggestions received: see faults.sql.
SELECT * FROM (VALUES
    (1, NULL, MAP {'text': 'missing_value'}, MAP {'suggestion_id': '*P', 'text': ''}),
    (2, NULL, MAP {'answered_on': 'bad_value'}, MAP {'suggestion_id': '*Q', 'answered_on': '尽快'}),
    (3, NULL, MAP {'suggestion_id': 'duplicate_key'}, MAP {'answer': '重复登记'})
) AS f(place, n, reasons, cells)

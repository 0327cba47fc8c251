-- What is wrong with some activities: see faults.sql.
SELECT * FROM (VALUES
    (1, NULL, MAP {'kind': 'unknown_word'}, MAP {'activity_id': '*P', 'kind': '传真'}),
    (2, NULL, MAP {'activity_id': 'duplicate_key'}, MAP {'note': '补录'}),
    (3, NULL, MAP {'occurred_at': 'missing_value'}, MAP {'activity_id': '*Q', 'occurred_at': ''}),
    (4, NULL, MAP {'duration_seconds': 'out_of_range'}, MAP {'activity_id': '*R', 'duration_seconds': '-5'}),
    (5, NULL, MAP {'promised_on': 'bad_value'}, MAP {'activity_id': '*S', 'promised_on': '下周'}),
    (6, NULL, MAP {'due_id': 'unknown_reference'}, MAP {'activity_id': '*T', 'due_id': 'D9999999X'}),
    (7, NULL, MAP {'customer_id': 'unknown_reference', 'script_id': 'unknown_reference'},
        MAP {'activity_id': '*U', 'customer_id': 'C9999999X', 'script_id': 'H9X'})
) AS f(place, n, reasons, cells)

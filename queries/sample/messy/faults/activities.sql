-- What is wrong with some activities: see faults.sql. A cell that is left out
-- makes its row the same as the one before, which has none there.
SELECT * FROM (VALUES
    (1, NULL, MAP {'kind': 'unknown_word'}, MAP {'activity_id': '*P', 'kind': '传真'}),
    (2, NULL, MAP {'activity_id': 'duplicate_key'}, MAP {'note': '补录'}),
    (3, NULL, MAP {'occurred_at': 'missing_value'}, MAP {'activity_id': '*Q', 'occurred_at': ''}),
    (6, NULL, MAP {'due_id': 'unknown_reference'}, MAP {'activity_id': '*T', 'due_id': 'D9999999X'}),
    (7, NULL, MAP {'customer_id': 'unknown_reference', 'script_id': 'unknown_reference'},
        MAP {'activity_id': '*U', 'customer_id': 'C9999999X', 'script_id': 'H9X'})
) AS f(place, n, reasons, cells)
UNION ALL
SELECT 4, arg_min(n, row_key), MAP {'duration_seconds': 'cell_left_out'}, MAP {'duration_seconds': '-5'}
FROM sample_rows
WHERE duration_seconds IS NULL
HAVING count(*) > 0
UNION ALL
SELECT 5, arg_min(n, row_key), MAP {'promised_on': 'cell_left_out'}, MAP {'promised_on': '下周'}
FROM sample_rows
WHERE promised_on IS NULL
HAVING count(*) > 0

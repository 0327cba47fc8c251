-- What is wrong with some surveys: see faults.sql. A cell that is left out
-- makes its row the same as the one before, which has none there.
SELECT * FROM (VALUES
    (1, NULL, MAP {'score': 'out_of_range'}, MAP {'survey_id': '*P', 'score': '6'}),
    (3, NULL, MAP {'customer_id': 'unknown_reference'}, MAP {'survey_id': '*R', 'customer_id': 'C9999999X'}),
    (4, NULL, MAP {'score': 'bad_value'}, MAP {'survey_id': '*S', 'score': '很好'}),
    (5, NULL, MAP {'survey_id': 'duplicate_key'}, MAP {'comment': '同号异文'})
) AS f(place, n, reasons, cells)
UNION ALL
SELECT 2, arg_min(n, row_key), MAP {'recommend': 'cell_left_out'}, MAP {'recommend': '11'}
FROM sample_rows
WHERE recommend IS NULL
HAVING count(*) > 0

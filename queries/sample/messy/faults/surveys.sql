-- What is wrong with some surveys: see faults.sql.
SELECT * FROM (VALUES
    (1, NULL, MAP {'score': 'out_of_range'}, MAP {'survey_id': '*P', 'score': '6'}),
    (2, NULL, MAP {'recommend': 'out_of_range'}, MAP {'survey_id': '*Q', 'recommend': '11'}),
    (3, NULL, MAP {'customer_id': 'unknown_reference'}, MAP {'survey_id': '*R', 'customer_id': 'C9999999X'}),
    (4, NULL, MAP {'score': 'bad_value'}, MAP {'survey_id': '*S', 'score': '很好'}),
    (5, NULL, MAP {'survey_id': 'duplicate_key'}, MAP {'comment': '同号异文'})
) AS f(place, n, reasons, cells)

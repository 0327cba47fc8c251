-- What is wrong with some appraisals: see faults.sql.
SELECT * FROM (VALUES
    (1, NULL, MAP {'score': 'bad_value'}, MAP {'appraisal_id': '*P', 'score': '优'}),
    (2, NULL, MAP {'specialist_id': 'unknown_reference'}, MAP {'appraisal_id': '*Q', 'specialist_id': 'S9999X'})
) AS f(place, n, reasons, cells)

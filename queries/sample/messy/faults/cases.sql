-- What is wrong with some cases: see faults.sql.
SELECT * FROM (VALUES
    (1, NULL, MAP {'title': 'missing_value'}, MAP {'case_id': '*P', 'title': ''}),
    (2, NULL, MAP {'due_id': 'unknown_reference'}, MAP {'case_id': '*Q', 'due_id': 'D9999999X'}),
    (3, NULL, MAP {'happened_on': 'bad_value'}, MAP {'case_id': '*R', 'happened_on': '去年'})
) AS f(place, n, reasons, cells)

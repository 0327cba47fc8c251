-- What is wrong with some tasks: see faults.sql.
SELECT * FROM (VALUES
    (1, NULL, MAP {'kind': 'missing_value'}, MAP {'task_id': '*P', 'kind': ''}),
    (2, NULL, MAP {'on_day': 'bad_value'}, MAP {'task_id': '*Q', 'on_day': '下周一'}),
    (3, NULL, MAP {'activity_id': 'unknown_reference'}, MAP {'task_id': '*R', 'activity_id': 'V9999X'})
) AS f(place, n, reasons, cells)

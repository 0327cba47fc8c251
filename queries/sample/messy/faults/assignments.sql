-- What is wrong with some assignments: see faults.sql. The first begins a month into an interval of the same person.
SELECT
    1 AS place,
    arg_min(n, row_key) AS n,
    MAP {'valid_from': 'overlap'} AS reasons,
    MAP {'valid_from': CAST(arg_min(valid_from, row_key) + 30 AS VARCHAR)} AS cells
FROM sample_rows
WHERE valid_to IS NULL OR valid_to > valid_from + 60
HAVING count(*) > 0
UNION ALL
SELECT * FROM (VALUES
    (2, NULL, MAP {'specialist_id': 'unknown_reference'}, MAP {'specialist_id': '*X'}),
    (3, NULL, MAP {'specialist_id': 'unknown_reference', 'team_id': 'unknown_reference'},
        MAP {'specialist_id': '*Y', 'team_id': 'T9X'}),
    (4, NULL, MAP {'valid_to': 'bad_value'}, MAP {'valid_to': '至今'})
) AS f(place, n, reasons, cells)

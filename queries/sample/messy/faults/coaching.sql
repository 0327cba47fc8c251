-- What is wrong with some records of coaching: see faults.sql.
SELECT * FROM (VALUES
    (1, NULL, MAP {'kind': 'unknown_word'}, MAP {'coach_id': '*P', 'kind': '谈心'}),
    (2, NULL, MAP {'specialist_id': 'unknown_reference'}, MAP {'coach_id': '*R', 'specialist_id': 'S9999X'})
) AS f(place, n, reasons, cells)

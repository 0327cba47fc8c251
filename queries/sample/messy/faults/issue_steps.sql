-- What is wrong with some steps of problems: see faults.sql.
SELECT * FROM (VALUES
    (1, NULL, MAP {'department': 'unknown_word'}, MAP {'department': '总经理室'}),
    (2, NULL, MAP {'at': 'bad_value'}, MAP {'at': '上午'}),
    (3, NULL, MAP {'issue_id': 'unknown_reference'}, MAP {'issue_id': 'W9999999X'})
) AS f(place, n, reasons, cells)

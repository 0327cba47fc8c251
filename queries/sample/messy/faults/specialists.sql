-- What is wrong with some specialists: see faults.sql.
SELECT * FROM (VALUES
    (1, NULL, MAP {'hired_on': 'missing_value'}, MAP {'specialist_id': '*X', 'hired_on': '1970-01-01'}),
    (2, NULL, MAP {'left_on': 'bad_value'}, MAP {'specialist_id': '*Y', 'left_on': '已离职'}),
    (3, NULL, MAP {'specialist_id': 'duplicate_key'}, MAP {'specialist_name': '同号异名'})
) AS f(place, n, reasons, cells)

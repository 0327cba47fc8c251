-- What is wrong with some records of visits: see faults.sql.
SELECT * FROM (VALUES
    (1, NULL, MAP {'activity_id': 'unknown_reference'}, MAP {'activity_id': '*R'}),
    (2, NULL, MAP {'activity_id': 'duplicate_key'}, MAP {'promised_service': '同号异文'})
) AS f(place, n, reasons, cells)

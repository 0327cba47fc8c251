-- What is wrong with some meetings: see faults.sql.
SELECT * FROM (VALUES
    (1, NULL, MAP {'kind': 'unknown_word'}, MAP {'meeting_id': '*P', 'kind': '聚餐'}),
    (2, NULL, MAP {'meeting_id': 'duplicate_key'}, MAP {'minutes': '同号异文'})
) AS f(place, n, reasons, cells)

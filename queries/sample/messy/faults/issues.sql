-- What is wrong with some problems of customers: see faults.sql. A cell that is left out
-- makes its row the same as the one before, which has none there.
SELECT * FROM (VALUES
    (1, NULL, MAP {'kind': 'unknown_word'}, MAP {'issue_id': '*P', 'kind': '投诉升级'}),
    (2, NULL, MAP {'resolved_at': 'bad_value'}, MAP {'issue_id': '*Q', 'resolved_at': '已办'}),
    (3, NULL, MAP {'opened_at': 'missing_value'}, MAP {'issue_id': '*R', 'opened_at': ''}),
    (4, NULL, MAP {'issue_id': 'duplicate_key'}, MAP {'solution': '重复登记'}),
    (5, NULL, MAP {'due_id': 'unknown_reference'}, MAP {'issue_id': '*T', 'due_id': 'D9999999X'})
) AS f(place, n, reasons, cells)
UNION ALL
SELECT 6, arg_min(n, row_key), MAP {'department': 'cell_left_out'}, MAP {'department': '总经理室'}
FROM sample_rows
WHERE department IS NULL
HAVING count(*) > 0

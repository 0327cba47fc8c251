-- What is wrong with some collection errors: see faults.sql. A cell that is left out
-- makes its row the same as the one before, which has none there.
SELECT * FROM (VALUES
    (1, NULL, MAP {'kind': 'unknown_word'}, MAP {'error_id': '*P', 'kind': '其他'}),
    (2, NULL, MAP {'error_id': 'duplicate_key'}, MAP {'found_by': '重复登记'}),
    (3, NULL, MAP {'payment_id': 'unknown_reference'}, MAP {'error_id': '*Q', 'payment_id': 'P9999999X'})
) AS f(place, n, reasons, cells)
UNION ALL
SELECT 4, arg_min(n, row_key), MAP {'amount': 'cell_left_out'}, MAP {'amount': '约一百'}
FROM sample_rows
WHERE amount IS NULL
HAVING count(*) > 0

-- What is wrong with some collection errors: see faults.sql.
SELECT * FROM (VALUES
    (1, NULL, MAP {'kind': 'unknown_word'}, MAP {'error_id': '*P', 'kind': '其他'}),
    (2, NULL, MAP {'error_id': 'duplicate_key'}, MAP {'found_by': '重复登记'}),
    (3, NULL, MAP {'payment_id': 'unknown_reference'}, MAP {'error_id': '*Q', 'payment_id': 'P9999999X'}),
    (4, NULL, MAP {'amount': 'bad_value'}, MAP {'error_id': '*R', 'amount': '约一百'})
) AS f(place, n, reasons, cells)

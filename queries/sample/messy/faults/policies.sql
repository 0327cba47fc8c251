-- What is wrong with some policies: see faults.sql. A cell that is left out
-- makes its row the same as the one before, which has none there.
SELECT * FROM (VALUES
    (1, NULL, MAP {'annual_premium': 'bad_value'}, MAP {'policy_id': '*P', 'annual_premium': '1,23.4'}),
    (2, NULL, MAP {'policy_id': 'duplicate_key'}, MAP {'product_name': '另一险种'}),
    (3, NULL, MAP {'premium_mode': 'unknown_word'}, MAP {'policy_id': '*Q', 'premium_mode': '随时缴'}),
    (4, NULL, MAP {'product_line': 'missing_value'}, MAP {'policy_id': '*R', 'product_line': '　'}),
    -- May or March?
    (6, NULL, MAP {'issued_on': 'bad_value'}, MAP {'policy_id': '*T', 'issued_on': '05/03/2025'}),
    (7, NULL, MAP {'customer_id': 'unknown_reference'}, MAP {'policy_id': '*U', 'customer_id': 'C9999999X'}),
    (8, NULL, MAP {'channel': 'missing_value', 'issued_on': 'bad_value'},
        MAP {'policy_id': '*V', 'channel': '', 'issued_on': '2025-13-01'})
) AS f(place, n, reasons, cells)
UNION ALL
SELECT 5, arg_min(n, row_key), MAP {'seller_id': 'cell_left_out'}, MAP {'seller_id': '#N/A'}
FROM sample_rows
WHERE seller_id IS NULL
HAVING count(*) > 0

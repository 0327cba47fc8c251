-- What is wrong with some customers: see faults.sql.
SELECT * FROM (VALUES
    (1, NULL, MAP {'birth_on': 'bad_value'}, MAP {'customer_id': '*X', 'birth_on': '1985-02-30'}),
    (2, NULL, MAP {'customer_id': 'duplicate_key'}, MAP {'customer_name': '同号异名'}),
    (3, NULL, MAP {'customer_id': 'missing_value'}, MAP {'customer_id': ''}),
    (4, NULL, MAP {'economic': 'unknown_word'}, MAP {'customer_id': '*Y', 'economic': '富裕'}),
    -- What a spreadsheet shows of a long number: its digits are lost.
    (5, NULL, MAP {'customer_id': 'bad_value'}, MAP {'customer_id': '8.60082E+17'})
) AS f(place, n, reasons, cells)

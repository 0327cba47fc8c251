-- What is wrong with some customers: see faults.sql.
SELECT * FROM (VALUES
    (2, NULL, MAP {'customer_id': 'duplicate_key'}, MAP {'customer_name': '同号异名'}),
    (3, NULL, MAP {'customer_id': 'missing_value'}, MAP {'customer_id': ''}),
    -- What a spreadsheet shows of a long number: its digits are lost.
    (5, NULL, MAP {'customer_id': 'lost_digits'}, MAP {'customer_id': '8.60082E+17'})
) AS f(place, n, reasons, cells)

-- What is wrong with some due items: see faults.sql.
SELECT * FROM (VALUES
    (1, NULL, MAP {'amount_due': 'out_of_range'}, MAP {'due_id': '*P', 'amount_due': '0'}),
    (2, NULL, MAP {'due_id': 'duplicate_key'}, MAP {'amount_due': '99.99'}),
    -- Another number for the same instalment.
    (3, NULL, MAP {'policy_id, due_no': 'duplicate_key'}, MAP {'due_id': '*Q'}),
    (4, NULL, MAP {'due_on': 'bad_value'}, MAP {'due_id': '*R', 'due_on': '2026-02-30'}),
    (5, NULL, MAP {'due_on': 'missing_value'}, MAP {'due_id': '*S', 'due_on': '1900-01-00'}),
    (6, NULL, MAP {'amount_due': 'bad_value'}, MAP {'due_id': '*T', 'amount_due': '待核'}),
    (7, NULL, MAP {'due_no': 'out_of_range'}, MAP {'due_id': '*U', 'due_no': '0'}),
    (8, NULL, MAP {'policy_id': 'lost_digits'}, MAP {'due_id': '*V', 'policy_id': '8.60082E+17'}),
    (9, NULL, MAP {'policy_id': 'unknown_reference'}, MAP {'due_id': '*W', 'policy_id': '*9'}),
    (10, NULL, MAP {'policy_id': 'unknown_reference', 'specialist_id': 'unknown_reference'},
        MAP {'due_id': '*X', 'policy_id': '*8', 'specialist_id': 'S9999X'}),
    (11, NULL, MAP {'due_no': 'bad_value', 'specialist_id': 'missing_value'},
        MAP {'due_id': '*Y', 'due_no': '1.5', 'specialist_id': ''})
) AS f(place, n, reasons, cells)

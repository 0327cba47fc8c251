-- What is wrong with some policy events: see faults.sql.
SELECT * FROM (VALUES
    (1, NULL, MAP {'kind': 'unknown_word'}, MAP {'kind': '冻结'}),
    (2, NULL, MAP {'policy_id, kind, event_on': 'duplicate_key'}, MAP {'note': '重复登记'}),
    (3, NULL, MAP {'policy_id': 'unknown_reference'}, MAP {'policy_id': '*9'}),
    (4, NULL, MAP {'event_on': 'missing_value'}, MAP {'event_on': '1970-01-01'})
) AS f(place, n, reasons, cells)

-- What is wrong with some actions of meetings: see faults.sql.
SELECT * FROM (VALUES
    (1, NULL, MAP {'owner': 'missing_value'}, MAP {'action_id': '*P', 'owner': ''}),
    (2, NULL, MAP {'meeting_id': 'unknown_reference'}, MAP {'action_id': '*R', 'meeting_id': 'H9999X'})
) AS f(place, n, reasons, cells)

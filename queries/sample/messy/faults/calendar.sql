-- What is wrong with some days of the calendar: see faults.sql.
SELECT * FROM (VALUES
    (1, NULL, MAP {'is_working': 'bad_value'}, MAP {'day': '1999-02-01', 'is_working': '调休'}),
    (2, NULL, MAP {'day': 'bad_value'}, MAP {'day': '2月30日'})
) AS f(place, n, reasons, cells)

-- A calendar that is closed for more than ten years leaves no deadline, and the problem is not counted; one that opens on the last
-- day of the ten years does.
-- period: 2026-01-01..2036-12-31
-- metrics: issue_routing_2h
INSERT INTO calendar (day, is_working, file_no, file_row)
SELECT CAST(day AS DATE), day IN (TIMESTAMP '2036-03-11 00:00:00'), 0, 0
FROM GENERATE_SERIES(TIMESTAMP '2026-03-01', TIMESTAMP '2037-03-31', INTERVAL 1 DAY) AS days (day);
INSERT INTO issues (issue_id, opened_at, kind, specialist_id, file_no, file_row)
VALUES ('I1', TIMESTAMP '2026-03-10 10:00:00', 'other', 'S1', 0, 0), ('I2', TIMESTAMP '2026-03-11 10:00:00', 'other', 'S1', 0, 0);
SELECT STRING_AGG(issue_id || ' ' || COALESCE(CAST(deadline_on AS VARCHAR), 'none'), '; ' ORDER BY issue_id) AS actual,
  'I1 none; I2 2036-03-11' AS expected
FROM facts.issues;

-- A deadline after the as-of day is not there yet, and what was handed over after it neither.
-- period: 2026-03
-- as_of: 2026-03-10
-- metrics: issue_routing_2h
INSERT INTO issues (issue_id, opened_at, kind, specialist_id, assigned_at, file_no, file_row)
VALUES ('I1', TIMESTAMP '2026-03-09 17:30:00', 'other', 'S1', TIMESTAMP '2026-03-11 09:00:00', 0, 0),
  ('I2', TIMESTAMP '2026-03-10 17:30:00', 'other', 'S1', TIMESTAMP '2026-03-10 17:40:00', 0, 0);
SELECT told AS actual, 'issue_routing_2h 0/1' AS expected FROM by_company;

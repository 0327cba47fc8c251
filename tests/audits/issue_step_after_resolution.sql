-- A step a day after the problem was resolved.
INSERT INTO issues (issue_id, opened_at, kind, specialist_id, assigned_at, resolved_at, file_no, file_row)
VALUES ('I1', TIMESTAMP '2026-03-10 10:00:00', 'other', 'S1', NULL, TIMESTAMP '2026-03-11 10:00:00', 0, 0);
INSERT INTO issue_steps (issue_id, "at", department, file_no, file_row) VALUES ('I1', TIMESTAMP '2026-03-12 10:00:00', 'it', 0, 0);

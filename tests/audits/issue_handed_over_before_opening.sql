-- Handed over a minute before it was opened.
INSERT INTO issues (issue_id, opened_at, kind, specialist_id, assigned_at, resolved_at, file_no, file_row)
VALUES ('I1', TIMESTAMP '2026-03-10 10:00:00', 'other', 'S1', TIMESTAMP '2026-03-10 09:59:00', NULL, 0, 0);

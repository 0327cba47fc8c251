-- Somebody left on the 12th, and a problem stayed.
INSERT INTO specialists VALUES ('S3', '丙', NULL, DATE '2020-01-01', DATE '2026-03-12', 0, 0);
INSERT INTO issues (issue_id, opened_at, kind, specialist_id, assigned_at, resolved_at, file_no, file_row)
VALUES ('I1', TIMESTAMP '2026-03-10 10:00:00', 'other', 'S3', NULL, NULL, 0, 0);

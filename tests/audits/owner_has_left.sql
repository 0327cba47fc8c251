-- A new owner who left before the period's end.
INSERT INTO specialists VALUES ('S3', '丙', NULL, DATE '2020-01-01', DATE '2026-03-10', 0, 0);
INSERT INTO assignments VALUES ('S3', 'T1', DATE '2020-01-01', NULL, 0, 0);
INSERT INTO ownership VALUES ('D1', 'S3', DATE '2026-03-01', 0, 0);

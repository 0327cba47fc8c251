-- A part of the pay of February was deferred, half of it paid since; who earned it left in March.
INSERT INTO specialists VALUES ('S3', '丙', NULL, DATE '2020-01-01', DATE '2026-03-10', 0, 0);
INSERT INTO incentive_ledger VALUES (1, 1, 'plan', '2026-01', '2026-01', 'S3', 'deferral:later', -100);
INSERT INTO incentive_ledger VALUES (2, 2, 'plan', '2026-02', '2026-02', 'S3', 'release:later', 50);

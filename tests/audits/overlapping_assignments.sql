-- In two teams since 2026.
INSERT INTO assignments VALUES ('S1', 'T2', DATE '2026-01-01', NULL, 0, 0);

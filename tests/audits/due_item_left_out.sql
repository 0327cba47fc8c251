-- A due item of a policy nobody knows.
INSERT INTO due_items VALUES ('D2', 'P9', DATE '2026-01-20', 3, 100.00, 'S1', NULL, 0, 0);

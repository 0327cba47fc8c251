-- Two items of the same payment number.
INSERT INTO due_items VALUES ('D2', 'P1', DATE '2026-01-20', 3, 100.00, 'S1', NULL, 0, 0);

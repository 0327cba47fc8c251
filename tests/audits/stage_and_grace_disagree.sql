-- Due in the month before the period's, but a day of grace is all it had.
INSERT INTO due_items VALUES ('D2', 'P1', DATE '2026-02-02', 4, 100.00, 'S1', 1, 0, 0);

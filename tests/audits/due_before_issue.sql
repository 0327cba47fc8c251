-- Due before the policy of January 2024.
INSERT INTO due_items VALUES ('D2', 'P1', DATE '2023-01-20', 2, 100.00, 'S1', NULL, 0, 0);

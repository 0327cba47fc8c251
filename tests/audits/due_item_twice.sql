-- The same due item under another payment number.
INSERT INTO due_items VALUES ('D1', 'P1', DATE '2027-01-20', 4, 100.00, 'S1', NULL, 0, 0);

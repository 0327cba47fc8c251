-- Due years before the specialist joined a team.
INSERT INTO due_items VALUES ('D2', 'P1', DATE '2019-01-20', 2, 100.00, 'S1', NULL, 0, 0);

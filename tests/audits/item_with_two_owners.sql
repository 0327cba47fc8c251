-- Two later owners from the same day.
INSERT INTO ownership VALUES ('D1', 'S1', DATE '2026-02-01', 0, 0), ('D1', 'S2', DATE '2026-02-01', 0, 0);

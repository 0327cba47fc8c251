-- The first premium is no renewal item.
-- period: 2026-02
INSERT INTO due_items VALUES ('D9', 'P1', DATE '2026-02-20', 1, 100.00, 'S1', NULL, 0, 0);
SELECT COUNT(*) AS actual, 0 AS expected FROM run_items WHERE is_due;

-- An event after the grace end exempts nothing.
-- period: 2026-03
INSERT INTO policy_events VALUES ('P1', 'waiver', DATE '2026-03-22', NULL, NULL, 0, 0);
SELECT COUNT(*) AS actual, 1 AS expected FROM run_items;

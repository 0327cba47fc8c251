-- A waiver within grace exempts an unpaid item.
-- period: 2026-03
INSERT INTO policy_events VALUES ('P1', 'waiver', DATE '2026-03-21', NULL, NULL, 0, 0);
SELECT COUNT(*) AS actual, 0 AS expected FROM run_items;

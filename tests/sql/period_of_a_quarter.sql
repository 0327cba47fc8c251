-- A quarter includes both ends.
-- period: 2026-Q1
-- metrics: collection_completion_rate
INSERT INTO due_items (due_id, policy_id, due_on, due_no, amount_due, specialist_id, grace_days, file_no, file_row)
VALUES ('D2', 'P1', DATE '2025-12-31', 12, 1.00, 'S1', NULL, 0, 0),
  ('D3', 'P1', DATE '2026-01-01', 13, 10.00, 'S1', NULL, 0, 0),
  ('D4', 'P1', DATE '2026-03-31', 14, 20.00, 'S1', NULL, 0, 0),
  ('D5', 'P1', DATE '2026-04-01', 15, 1000.00, 'S1', NULL, 0, 0);
SELECT told AS actual, 'collection_completion_rate 0/130' AS expected FROM by_company;

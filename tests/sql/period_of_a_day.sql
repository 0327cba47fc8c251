-- A day is a period of its own.
-- period: 2026-01-19
-- metrics: collection_completion_rate
INSERT INTO due_items (due_id, policy_id, due_on, due_no, amount_due, specialist_id, grace_days, file_no, file_row)
VALUES ('D2', 'P1', DATE '2026-01-18', 12, 1.00, 'S1', NULL, 0, 0),
  ('D3', 'P1', DATE '2026-01-19', 13, 10.00, 'S1', NULL, 0, 0),
  ('D4', 'P1', DATE '2026-01-19', 14, 20.00, 'S1', NULL, 0, 0),
  ('D5', 'P1', DATE '2026-01-20', 15, 1000.00, 'S1', NULL, 0, 0);
SELECT told AS actual, 'collection_completion_rate 0/30' AS expected FROM by_company;

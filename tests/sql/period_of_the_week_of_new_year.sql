-- ISO week 1 of 2026 begins on Monday, 29 December 2025.
-- period: 2026-W01
-- metrics: collection_completion_rate
INSERT INTO due_items (due_id, policy_id, due_on, due_no, amount_due, specialist_id, grace_days, file_no, file_row)
VALUES ('D2', 'P1', DATE '2025-12-28', 12, 1.00, 'S1', NULL, 0, 0),
  ('D3', 'P1', DATE '2025-12-29', 13, 10.00, 'S1', NULL, 0, 0),
  ('D4', 'P1', DATE '2026-01-04', 14, 20.00, 'S1', NULL, 0, 0),
  ('D5', 'P1', DATE '2026-01-05', 15, 1000.00, 'S1', NULL, 0, 0);
SELECT told AS actual, 'collection_completion_rate 0/30' AS expected FROM by_company;

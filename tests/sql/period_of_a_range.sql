-- A range includes both ends.
-- period: 2026-01-05..2026-02-10
-- metrics: collection_completion_rate
INSERT INTO due_items (due_id, policy_id, due_on, due_no, amount_due, specialist_id, grace_days, file_no, file_row)
VALUES ('D2', 'P1', DATE '2026-01-04', 12, 1.00, 'S1', NULL, 0, 0),
  ('D3', 'P1', DATE '2026-01-05', 13, 10.00, 'S1', NULL, 0, 0),
  ('D4', 'P1', DATE '2026-02-10', 14, 20.00, 'S1', NULL, 0, 0),
  ('D5', 'P1', DATE '2026-02-11', 15, 1000.00, 'S1', NULL, 0, 0);
SELECT told AS actual, 'collection_completion_rate 0/130' AS expected FROM by_company;

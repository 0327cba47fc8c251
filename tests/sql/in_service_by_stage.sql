-- In service are stages -2 to 3, counted from the month of the last day of the period.
-- period: 2026-03
-- metrics: contact_coverage
INSERT INTO due_items (due_id, policy_id, due_on, due_no, amount_due, specialist_id, grace_days, file_no, file_row)
VALUES ('D2', 'P1', DATE '2025-11-30', 4, 1.00, 'S1', NULL, 0, 0),
  ('D3', 'P1', DATE '2025-12-01', 5, 10.00, 'S1', NULL, 0, 0),
  ('D4', 'P1', DATE '2026-05-31', 6, 20.00, 'S1', NULL, 0, 0),
  ('D5', 'P1', DATE '2026-06-01', 7, 1000.00, 'S1', NULL, 0, 0);
SELECT STRING_AGG(stage, ', ' ORDER BY CAST(stage AS INTEGER)) AS actual, '-2, 2, 3' AS expected FROM run_entities;

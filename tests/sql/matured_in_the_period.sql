-- Grace that ended on the first or last day of the period.
-- period: 2026-03
-- as_of: 2026-04-30
-- metrics: renewal_rate_premium
INSERT INTO due_items (due_id, policy_id, due_on, due_no, amount_due, specialist_id, grace_days, file_no, file_row)
VALUES ('D2', 'P1', DATE '2025-12-30', 4, 1.00, 'S1', NULL, 0, 0),
  ('D3', 'P1', DATE '2025-12-31', 5, 10.00, 'S1', NULL, 0, 0),
  ('D4', 'P1', DATE '2026-01-30', 6, 20.00, 'S1', NULL, 0, 0),
  ('D5', 'P1', DATE '2026-01-31', 7, 1000.00, 'S1', NULL, 0, 0);
SELECT told AS actual, 'renewal_rate_premium 0/130' AS expected FROM by_company;

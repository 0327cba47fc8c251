-- Errors count by kind. One with only a payment reaches the due item through it; where both are named, the due item decides.
-- period: 2026-01
-- metrics: error_rate, error_rate_amount, error_rate_timing
INSERT INTO due_items (due_id, policy_id, due_on, due_no, amount_due, specialist_id, grace_days, file_no, file_row)
VALUES ('D2', 'P1', DATE '2026-01-21', 4, 10.00, 'S1', NULL, 0, 0);
INSERT INTO payments (payment_id, due_id, paid_on, amount, method, status, funding, reverses_payment_id, file_no, file_row)
VALUES ('X1', 'D1', DATE '2026-01-21', 100.00, 'cash', 'failed', 'customer', NULL, 0, 0);
INSERT INTO errors (error_id, specialist_id, occurred_on, kind, due_id, payment_id, file_no, file_row)
VALUES ('E1', 'S1', DATE '2026-01-31', 'amount', NULL, 'X1', 0, 0),
  ('E2', 'S1', DATE '2026-01-31', 'timing', 'D2', 'X1', 0, 0),
  ('E3', 'S1', DATE '2026-01-31', 'record', NULL, NULL, 0, 0),
  ('E4', 'S1', DATE '2026-02-01', 'amount', 'D1', NULL, 0, 0);
SELECT
  STRING_AGG(metric || ' ' || due_no || ' ' || CAST(CAST(numerator AS INTEGER) AS VARCHAR), '; ' ORDER BY metric, due_no) AS actual,
  'error_rate (none) 1; error_rate 3 1; error_rate 4 1; error_rate_amount 3 1; error_rate_timing 4 1' AS expected
FROM run_entities;

-- A policy loan, a failed and a pending payment are no payment.
-- period: 2026-01
INSERT INTO payments (payment_id, due_id, paid_on, amount, method, status, funding, reverses_payment_id, file_no, file_row)
VALUES ('X1', 'D1', DATE '2026-01-21', 100.00, 'cash', 'success', 'policy_loan', NULL, 0, 0),
  ('X2', 'D1', DATE '2026-01-22', 100.00, 'bank_debit', 'failed', 'customer', NULL, 0, 0),
  ('X3', 'D1', DATE '2026-01-23', 100.00, 'bank_debit', 'pending', 'customer', NULL, 0, 0);
SELECT collected AS actual, 0.00 AS expected FROM run_items WHERE is_due;

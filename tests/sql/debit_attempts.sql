-- Failed and successful bank debits of any funding, first premiums and exempt items too; a success taken back stays one.
-- Pending ones and other methods are none.
-- period: 2026-01
-- metrics: debit_failure_rate, error_rate
INSERT INTO due_items (due_id, policy_id, due_on, due_no, amount_due, specialist_id, grace_days, file_no, file_row)
VALUES ('D2', 'P1', DATE '2024-01-20', 1, 10.00, 'S1', NULL, 0, 0);
INSERT INTO policy_events (policy_id, kind, event_on, file_no, file_row)
VALUES ('P1', 'waiver', DATE '2026-01-21', 0, 0);
INSERT INTO payments (payment_id, due_id, paid_on, amount, method, status, funding, reverses_payment_id, file_no, file_row)
VALUES ('X1', 'D1', DATE '2026-01-21', 100.00, 'bank_debit', 'failed', 'dividend', NULL, 0, 0),
  ('X2', 'D1', DATE '2026-01-22', 100.00, 'bank_debit', 'success', 'policy_loan', NULL, 0, 0),
  ('X3', 'D1', DATE '2026-01-23', 100.00, 'bank_debit', 'success', 'customer', NULL, 0, 0),
  ('X4', 'D1', DATE '2026-01-24', 100.00, 'bank_debit', 'reversal', 'customer', 'X3', 0, 0),
  ('X5', 'D1', DATE '2026-01-25', 100.00, 'bank_debit', 'pending', 'customer', NULL, 0, 0),
  ('X6', 'D1', DATE '2026-01-26', 100.00, 'card', 'failed', 'customer', NULL, 0, 0),
  ('X7', 'D2', DATE '2026-01-27', 10.00, 'bank_debit', 'success', 'customer', NULL, 0, 0);
SELECT told AS actual, 'debit_failure_rate 1/4; error_rate 0/2' AS expected FROM by_company;

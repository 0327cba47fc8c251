-- Payments and debits go to the owner of the day they were made on, the day of the handover included; errors to the row.
-- period: 2026-01
-- metrics: debit_failure_rate, error_rate
INSERT INTO due_items (due_id, policy_id, due_on, due_no, amount_due, specialist_id, grace_days, file_no, file_row)
VALUES ('D2', 'P1', DATE '2026-01-21', 4, 10.00, 'S1', NULL, 0, 0);
INSERT INTO payments (payment_id, due_id, paid_on, amount, method, status, funding, reverses_payment_id, file_no, file_row)
VALUES ('X1', 'D1', TIMESTAMP '2026-01-25 23:00:00', 100.00, 'bank_debit', 'success', 'customer', NULL, 0, 0),
  ('X2', 'D2', TIMESTAMP '2026-01-26 08:00:00', 10.00, 'bank_debit', 'success', 'customer', NULL, 0, 0);
INSERT INTO ownership (due_id, specialist_id, from_on, file_no, file_row)
VALUES ('D1', 'S2', DATE '2026-01-26', 0, 0),
  ('D2', 'S2', DATE '2026-01-26', 0, 0);
INSERT INTO errors (error_id, specialist_id, occurred_on, kind, due_id, payment_id, file_no, file_row)
VALUES ('E1', 'S1', DATE '2026-01-30', 'amount', 'D2', NULL, 0, 0);
SELECT told AS actual, 'S1: debit_failure_rate 0/1, error_rate 1/1; S2: debit_failure_rate 0/1, error_rate 0/1' AS expected FROM by_specialist;

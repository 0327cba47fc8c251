-- Paid ahead of the due day counts as negative days, in the period of the payment.
-- period: 2026-01
-- metrics: days_to_collect
INSERT INTO due_items (due_id, policy_id, due_on, due_no, amount_due, specialist_id, grace_days, file_no, file_row)
VALUES ('D2', 'P1', DATE '2026-02-10', 4, 10.00, 'S1', NULL, 0, 0),
  ('D3', 'P1', DATE '2024-01-20', 1, 10.00, 'S1', NULL, 0, 0);
INSERT INTO payments (payment_id, due_id, paid_on, amount, method, status, funding, reverses_payment_id, file_no, file_row)
VALUES ('X1', 'D1', DATE '2026-01-20', 100.00, 'cash', 'success', 'customer', NULL, 0, 0),
  ('X2', 'D2', DATE '2026-01-31', 10.00, 'cash', 'success', 'customer', NULL, 0, 0),
  ('X3', 'D3', DATE '2026-01-31', 10.00, 'cash', 'success', 'customer', NULL, 0, 0);
SELECT told AS actual, 'days_to_collect -10/2' AS expected FROM by_company;

-- Without days of grace the due day is the last.
-- period: 2026-03
-- as_of: 2026-04-10
-- metrics: renewal_rate_premium
INSERT INTO due_items (due_id, policy_id, due_on, due_no, amount_due, specialist_id, grace_days, file_no, file_row)
VALUES ('D2', 'P1', DATE '2026-03-31', 4, 10.00, 'S1', 0, 0, 0),
  ('D3', 'P1', DATE '2026-03-31', 5, 1000.00, 'S1', 0, 0, 0);
INSERT INTO payments (payment_id, due_id, paid_on, amount, method, status, funding, reverses_payment_id, file_no, file_row)
VALUES ('X1', 'D2', DATE '2026-03-31', 10.00, 'cash', 'success', 'customer', NULL, 0, 0),
  ('X2', 'D3', DATE '2026-04-01', 1000.00, 'cash', 'success', 'customer', NULL, 0, 0);
SELECT told AS actual, 'renewal_rate_premium 10/1110' AS expected FROM by_company;

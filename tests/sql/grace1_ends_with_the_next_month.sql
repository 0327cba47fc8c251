-- Due on the last day of January: paid by the last of February is in, on the first of March out.
-- period: 2026-02
-- as_of: 2026-03-31
-- metrics: grace1_rate, grace1_rate_count
INSERT INTO due_items (due_id, policy_id, due_on, due_no, amount_due, specialist_id, grace_days, file_no, file_row)
VALUES ('D2', 'P1', DATE '2026-01-31', 4, 10.00, 'S1', NULL, 0, 0),
  ('D3', 'P1', DATE '2026-01-31', 5, 1000.00, 'S1', NULL, 0, 0);
INSERT INTO payments (payment_id, due_id, paid_on, amount, method, status, funding, reverses_payment_id, file_no, file_row)
VALUES ('X1', 'D1', DATE '2026-02-28', 100.00, 'cash', 'success', 'customer', NULL, 0, 0),
  ('X2', 'D1', DATE '2026-03-05', 100.00, 'cash', 'reversal', 'customer', 'X1', 0, 0),
  ('X3', 'D2', DATE '2026-02-28', 10.00, 'cash', 'success', 'customer', NULL, 0, 0),
  ('X4', 'D3', DATE '2026-03-01', 1000.00, 'cash', 'success', 'customer', NULL, 0, 0);
SELECT told AS actual, 'grace1_rate 110/1110; grace1_rate_count 2/3' AS expected FROM by_company;

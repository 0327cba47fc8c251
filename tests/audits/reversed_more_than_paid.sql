-- 100 paid, 150 taken back.
INSERT INTO payments (payment_id, due_id, paid_on, amount, method, status, funding, reverses_payment_id, file_no, file_row)
VALUES
  ('X1', 'D1', DATE '2026-02-10', 100.00, 'cash', 'success', 'customer', NULL, 0, 0),
  ('X2', 'D1', DATE '2026-02-11', 150.00, 'cash', 'reversal', 'customer', 'X1', 0, 0);

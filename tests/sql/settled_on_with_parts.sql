-- The part that reaches the amount due settles.
-- period: 2026-01
-- metrics: days_to_collect
INSERT INTO payments (payment_id, due_id, paid_on, amount, method, status, funding, reverses_payment_id, file_no, file_row)
VALUES ('X1', 'D1', DATE '2026-01-22', 40.00, 'cash', 'success', 'customer', NULL, 0, 0),
  ('X2', 'D1', DATE '2026-01-25', 60.00, 'cash', 'success', 'customer', NULL, 0, 0),
  ('X3', 'D1', DATE '2026-01-28', 10.00, 'cash', 'success', 'customer', NULL, 0, 0);
SELECT told AS actual, 'days_to_collect 5/1' AS expected FROM by_company;

-- Taken back and paid anew on one day: at its end it is settled, so settled-on stays the first day.
-- period: 2026-01
-- metrics: days_to_collect
INSERT INTO payments (payment_id, due_id, paid_on, amount, method, status, funding, reverses_payment_id, file_no, file_row)
VALUES ('X1', 'D1', TIMESTAMP '2026-01-21 09:00:00', 100.00, 'cash', 'success', 'customer', NULL, 0, 0),
  ('X2', 'D1', TIMESTAMP '2026-01-25 10:00:00', 100.00, 'cash', 'reversal', 'customer', 'X1', 0, 0),
  ('X3', 'D1', TIMESTAMP '2026-01-25 11:00:00', 100.00, 'cash', 'success', 'customer', NULL, 0, 0);
SELECT told AS actual, 'days_to_collect 1/1' AS expected FROM by_company;

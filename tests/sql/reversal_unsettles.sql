-- A reversal un-settles, a later payment settles anew: settled-on is the day of the later payment.
-- period: 2026-03
INSERT INTO payments (payment_id, due_id, paid_on, amount, method, status, funding, reverses_payment_id, file_no, file_row)
VALUES ('X1', 'D1', DATE '2026-02-01', 100.00, 'cash', 'success', 'customer', NULL, 0, 0),
  ('X2', 'D1', DATE '2026-02-10', 100.00, 'cash', 'reversal', 'customer', 'X1', 0, 0),
  ('X3', 'D1', DATE '2026-03-05', 100.00, 'cash', 'success', 'customer', NULL, 0, 0);
SELECT CAST(settled_on AS VARCHAR) AS actual, '2026-03-05' AS expected FROM run_items WHERE item_key = 1;

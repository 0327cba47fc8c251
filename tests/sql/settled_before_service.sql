-- Settled before the period and reversed in it: not in service, for it was settled the day before the period.
-- period: 2026-03
INSERT INTO payments (payment_id, due_id, paid_on, amount, method, status, funding, reverses_payment_id, file_no, file_row)
VALUES ('X1', 'D1', DATE '2026-02-01', 100.00, 'cash', 'success', 'customer', NULL, 0, 0),
  ('X2', 'D1', DATE '2026-03-10', 100.00, 'cash', 'reversal', 'customer', 'X1', 0, 0);
SELECT COUNT(*) AS actual, 0 AS expected FROM run_items WHERE is_in_service;

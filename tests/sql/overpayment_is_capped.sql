-- Collected is held between zero and the amount due.
-- period: 2026-01
INSERT INTO payments (payment_id, due_id, paid_on, amount, method, status, funding, reverses_payment_id, file_no, file_row)
VALUES ('X1', 'D1', DATE '2026-01-21', 130.00, 'cash', 'success', 'customer', NULL, 0, 0);
SELECT collected AS actual, 100.00 AS expected FROM run_items WHERE is_due;

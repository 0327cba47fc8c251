-- A payment of an item nobody knows.
INSERT INTO payments (payment_id, due_id, paid_on, amount, method, status, funding, reverses_payment_id, file_no, file_row)
VALUES ('X1', 'D9', DATE '2026-02-10', 100.00, 'cash', 'success', 'customer', NULL, 0, 0);

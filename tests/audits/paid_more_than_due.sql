-- Paid twice.
INSERT INTO payments (payment_id, due_id, paid_on, amount, method, status, funding, reverses_payment_id, file_no, file_row)
VALUES ('X1', 'D1', DATE '2026-02-10', 200.00, 'cash', 'success', 'customer', NULL, 0, 0);

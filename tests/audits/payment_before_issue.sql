-- Paid before the policy of January 2024.
INSERT INTO payments (payment_id, due_id, paid_on, amount, method, status, funding, reverses_payment_id, file_no, file_row)
VALUES ('X1', 'D1', DATE '2023-02-10', 100.00, 'cash', 'success', 'customer', NULL, 0, 0);

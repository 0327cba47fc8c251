-- A thousand failed debits in February and one, mistyped, in December.
INSERT INTO payments (payment_id, due_id, paid_on, amount, method, status, funding, reverses_payment_id, file_no, file_row)
SELECT CONCAT('X', n), 'D1', CASE n WHEN 0 THEN DATE '2026-12-10' ELSE DATE '2026-02-10' END, 100.00, 'bank_debit', 'failed', 'customer', NULL, 0, n
FROM RANGE(0, 1001) AS r (n);

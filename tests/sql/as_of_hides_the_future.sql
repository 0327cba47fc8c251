-- Facts after the as-of day do not exist, within the period either.
-- period: 2026-01
-- as_of: 2026-01-25
INSERT INTO payments (payment_id, due_id, paid_on, amount, method, status, funding, reverses_payment_id, file_no, file_row)
VALUES ('X1', 'D1', DATE '2026-01-26', 100.00, 'cash', 'success', 'customer', NULL, 0, 0);
SELECT collected AS actual, 0.00 AS expected FROM run_items;

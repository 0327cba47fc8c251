-- The last day of grace belongs to it: paid on 2026-03-21 is renewed.
-- period: 2026-03
-- metrics: renewal_rate
INSERT INTO payments (payment_id, due_id, paid_on, amount, method, status, funding, reverses_payment_id, file_no, file_row)
VALUES ('X1', 'D1', TIMESTAMP '2026-03-21 23:59:59', 100.00, 'cash', 'success', 'customer', NULL, 0, 0);
SELECT SUM(numerator) AS actual, 1 AS expected FROM run_values;

-- A day after grace is too late.
-- period: 2026-03
-- metrics: renewal_rate, lapse_rate
INSERT INTO payments (payment_id, due_id, paid_on, amount, method, status, funding, reverses_payment_id, file_no, file_row)
VALUES ('X1', 'D1', DATE '2026-03-22', 100.00, 'cash', 'success', 'customer', NULL, 0, 0);
SELECT SUM(numerator) AS actual, CASE metric WHEN 'lapse_rate' THEN 1 ELSE 0 END AS expected FROM run_values GROUP BY metric ORDER BY metric;

-- A part counts for the premium, not for the items.
-- period: 2026-01
-- metrics: collection_completion_rate, collection_completion_rate_count
INSERT INTO payments (payment_id, due_id, paid_on, amount, method, status, funding, reverses_payment_id, file_no, file_row)
VALUES ('X1', 'D1', DATE '2026-01-21', 40.00, 'cash', 'success', 'customer', NULL, 0, 0);
SELECT SUM(numerator) AS actual, CASE metric WHEN 'collection_completion_rate' THEN 40 ELSE 0 END AS expected
FROM run_values GROUP BY metric ORDER BY metric;

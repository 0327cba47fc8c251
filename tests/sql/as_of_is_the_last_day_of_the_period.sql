-- Without an as-of day the last day of the period is it: what follows is unknown.
-- period: 2026-01
-- metrics: collection_completion_rate
INSERT INTO payments (payment_id, due_id, paid_on, amount, method, status, funding, reverses_payment_id, file_no, file_row)
VALUES ('X1', 'D1', DATE '2026-01-31', 40.00, 'cash', 'success', 'customer', NULL, 0, 0),
  ('X2', 'D1', DATE '2026-02-01', 60.00, 'cash', 'success', 'customer', NULL, 0, 0);
SELECT told AS actual, 'collection_completion_rate 40/100' AS expected FROM by_company;

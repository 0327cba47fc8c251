-- Settled by the end of the month counts for the month, whatever is taken back later.
-- period: 2026-01
-- as_of: 2026-02-28
-- metrics: current_month_rate, current_month_rate_count, collection_completion_rate_count
INSERT INTO payments (payment_id, due_id, paid_on, amount, method, status, funding, reverses_payment_id, file_no, file_row)
VALUES ('X1', 'D1', DATE '2026-01-31', 100.00, 'cash', 'success', 'customer', NULL, 0, 0),
  ('X2', 'D1', DATE '2026-02-05', 100.00, 'cash', 'reversal', 'customer', 'X1', 0, 0);
SELECT told AS actual, 'collection_completion_rate_count 0/1; current_month_rate 100/100; current_month_rate_count 1/1' AS expected FROM by_company;

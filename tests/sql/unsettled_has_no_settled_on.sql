-- What is taken back by the as-of day is not settled, and was not on any day.
-- period: 2026-Q1
-- as_of: 2026-02-10
-- metrics: collection_completion_rate_count, days_to_collect
INSERT INTO payments (payment_id, due_id, paid_on, amount, method, status, funding, reverses_payment_id, file_no, file_row)
VALUES ('X1', 'D1', DATE '2026-02-01', 100.00, 'cash', 'success', 'customer', NULL, 0, 0),
  ('X2', 'D1', DATE '2026-02-10', 100.00, 'cash', 'reversal', 'customer', 'X1', 0, 0);
SELECT told AS actual, 'collection_completion_rate_count 0/1' AS expected FROM by_company;

-- More taken back than was paid (the ingest turns such rows away) still collects nothing, not less.
-- period: 2026-01
-- metrics: collection_completion_rate
INSERT INTO payments (payment_id, due_id, paid_on, amount, method, status, funding, reverses_payment_id, file_no, file_row)
VALUES ('X1', 'D1', DATE '2026-01-21', 100.00, 'cash', 'success', 'customer', NULL, 0, 0),
  ('X2', 'D1', DATE '2026-01-22', 100.00, 'cash', 'reversal', 'customer', 'X1', 0, 0),
  ('X3', 'D1', DATE '2026-01-23', 50.00, 'cash', 'reversal', 'customer', 'X1', 0, 0);
SELECT told AS actual, 'collection_completion_rate 0/100' AS expected FROM by_company;

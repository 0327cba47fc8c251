-- Settled-on looks at every day up to the as-of day: a reversal after grace ends the renewal. What was collected by
-- grace end is a point in time and stays.
-- period: 2026-03
-- metrics: grace_end_rate, grace_end_rate_count, lapse_rate, renewal_rate, renewal_rate_premium
INSERT INTO payments (payment_id, due_id, paid_on, amount, method, status, funding, reverses_payment_id, file_no, file_row)
VALUES ('X1', 'D1', DATE '2026-02-01', 100.00, 'cash', 'success', 'customer', NULL, 0, 0),
  ('X2', 'D1', DATE '2026-03-25', 100.00, 'cash', 'reversal', 'customer', 'X1', 0, 0);
SELECT told AS actual, 'grace_end_rate 100/100; grace_end_rate_count 0/1; lapse_rate 1/1; renewal_rate 0/1; renewal_rate_premium 0/100' AS expected FROM by_company;

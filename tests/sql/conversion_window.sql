-- Settled from the day of the contact to 7 days after it; settled before that day is left out, a payment a day too late is
-- no conversion.
-- period: 2026-03
-- metrics: conversion_rate
INSERT INTO due_items (due_id, policy_id, due_on, due_no, amount_due, specialist_id, grace_days, file_no, file_row)
VALUES ('D2', 'P1', DATE '2026-02-20', 4, 10.00, 'S1', NULL, 0, 0),
  ('D3', 'P1', DATE '2026-02-20', 5, 10.00, 'S1', NULL, 0, 0),
  ('D4', 'P1', DATE '2026-02-20', 6, 10.00, 'S1', NULL, 0, 0),
  ('D5', 'P1', DATE '2026-02-20', 7, 10.00, 'S1', NULL, 0, 0),
  ('D6', 'P1', DATE '2026-02-20', 8, 10.00, 'S1', NULL, 0, 0);
INSERT INTO activities (activity_id, specialist_id, occurred_at, kind, due_id, outcome, promised_on, file_no, file_row)
VALUES ('A1', 'S1', TIMESTAMP '2026-03-10 10:00:00', 'call', 'D1', 'connected', NULL, 0, 0),
  ('A2', 'S1', TIMESTAMP '2026-03-10 10:00:00', 'call', 'D2', 'connected', NULL, 0, 0),
  ('A3', 'S1', TIMESTAMP '2026-03-10 10:00:00', 'call', 'D3', 'connected', NULL, 0, 0),
  ('A4', 'S1', TIMESTAMP '2026-03-10 10:00:00', 'call', 'D4', 'connected', NULL, 0, 0),
  ('A5', 'S1', TIMESTAMP '2026-03-10 10:00:00', 'call', 'D5', 'connected', NULL, 0, 0),
  ('A6', 'S1', TIMESTAMP '2026-03-10 10:00:00', 'call', 'D6', 'connected', NULL, 0, 0);
INSERT INTO payments (payment_id, due_id, paid_on, amount, method, status, funding, reverses_payment_id, file_no, file_row)
VALUES ('X1', 'D1', TIMESTAMP '2026-03-10 08:00:00', 100.00, 'cash', 'success', 'customer', NULL, 0, 0),
  ('X2', 'D2', DATE '2026-03-17', 10.00, 'cash', 'success', 'customer', NULL, 0, 0),
  ('X3', 'D3', DATE '2026-03-18', 10.00, 'cash', 'success', 'customer', NULL, 0, 0),
  ('X4', 'D4', DATE '2026-03-09', 10.00, 'cash', 'success', 'customer', NULL, 0, 0),
  ('X5', 'D5', DATE '2026-03-09', 9.00, 'cash', 'success', 'customer', NULL, 0, 0);
SELECT told AS actual, 'conversion_rate 2/5' AS expected FROM by_company;

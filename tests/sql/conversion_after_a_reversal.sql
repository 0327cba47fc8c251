-- Settled and taken back before the contact: the later payment is a conversion.
-- period: 2026-03
-- metrics: conversion_rate
INSERT INTO payments (payment_id, due_id, paid_on, amount, method, status, funding, reverses_payment_id, file_no, file_row)
VALUES ('X1', 'D1', DATE '2026-02-01', 100.00, 'cash', 'success', 'customer', NULL, 0, 0),
  ('X2', 'D1', DATE '2026-03-05', 100.00, 'cash', 'reversal', 'customer', 'X1', 0, 0),
  ('X3', 'D1', DATE '2026-03-12', 100.00, 'cash', 'success', 'customer', NULL, 0, 0);
INSERT INTO activities (activity_id, specialist_id, occurred_at, kind, due_id, outcome, promised_on, file_no, file_row)
VALUES ('A1', 'S1', TIMESTAMP '2026-03-10 10:00:00', 'call', 'D1', 'connected', NULL, 0, 0);
SELECT told AS actual, 'conversion_rate 1/1' AS expected FROM by_company;

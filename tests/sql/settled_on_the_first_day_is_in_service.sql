-- Settled before the first day of the period is out of service, settled on that day is not.
-- period: 2026-03
-- metrics: contact_coverage
INSERT INTO due_items (due_id, policy_id, due_on, due_no, amount_due, specialist_id, grace_days, file_no, file_row)
VALUES ('D2', 'P1', DATE '2026-01-21', 4, 10.00, 'S1', NULL, 0, 0);
INSERT INTO payments (payment_id, due_id, paid_on, amount, method, status, funding, reverses_payment_id, file_no, file_row)
VALUES ('X1', 'D1', DATE '2026-03-01', 100.00, 'cash', 'success', 'customer', NULL, 0, 0),
  ('X2', 'D2', DATE '2026-02-28', 10.00, 'cash', 'success', 'customer', NULL, 0, 0);
SELECT told AS actual, 'contact_coverage 0/1' AS expected FROM by_company;

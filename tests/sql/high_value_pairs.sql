-- A pair of customer and owner is kept only if all of its items are renewed.
-- period: 2026-03
-- metrics: high_value_retention
INSERT INTO due_items (due_id, policy_id, due_on, due_no, amount_due, specialist_id, grace_days, file_no, file_row)
VALUES ('D2', 'P1', DATE '2026-01-10', 4, 10.00, 'S1', NULL, 0, 0),
  ('D3', 'P1', DATE '2026-01-11', 5, 10.00, 'S2', NULL, 0, 0);
INSERT INTO payments (payment_id, due_id, paid_on, amount, method, status, funding, reverses_payment_id, file_no, file_row)
VALUES ('X1', 'D1', DATE '2026-02-01', 100.00, 'cash', 'success', 'customer', NULL, 0, 0),
  ('X2', 'D3', DATE '2026-02-01', 10.00, 'cash', 'success', 'customer', NULL, 0, 0);
SELECT told AS actual, 'S1: high_value_retention 0/1; S2: high_value_retention 1/1' AS expected FROM by_specialist;

-- Refused within grace while it was open, and settled in grace all the same; on the refusal's own day too.
-- period: 2026-03
-- metrics: refusal_turned
INSERT INTO due_items (due_id, policy_id, due_on, due_no, amount_due, specialist_id, grace_days, file_no, file_row)
VALUES ('D2', 'P1', DATE '2026-01-21', 4, 1.00, 'S1', NULL, 0, 0), ('D3', 'P1', DATE '2026-01-22', 5, 1.00, 'S1', NULL, 0, 0),
  ('D4', 'P1', DATE '2026-01-23', 6, 1.00, 'S1', NULL, 0, 0), ('D5', 'P1', DATE '2026-01-24', 7, 1.00, 'S1', NULL, 0, 0),
  ('D6', 'P1', DATE '2026-01-25', 8, 1.00, 'S1', NULL, 0, 0);
INSERT INTO activities (activity_id, specialist_id, occurred_at, kind, due_id, outcome, file_no, file_row)
VALUES ('A1', 'S2', TIMESTAMP '2026-03-21 10:00:00', 'call', 'D1', 'refused', 0, 0),
  ('A2', 'S2', TIMESTAMP '2026-02-01 10:00:00', 'visit', 'D2', 'refused', 0, 0),
  ('A3', 'S2', TIMESTAMP '2026-02-02 10:00:00', 'call', 'D3', 'refused', 0, 0),
  ('A4', 'S2', TIMESTAMP '2026-03-25 10:00:00', 'call', 'D4', 'refused', 0, 0),
  ('A5', 'S2', TIMESTAMP '2026-02-01 10:00:00', 'call', 'D5', 'refused', 0, 0);
INSERT INTO payments (payment_id, due_id, paid_on, amount, method, status, funding, file_no, file_row)
VALUES ('R2', 'D2', TIMESTAMP '2026-02-01 00:00:00', 1.00, 'cash', 'success', 'customer', 0, 0),
  ('R3', 'D3', TIMESTAMP '2026-02-01 00:00:00', 1.00, 'cash', 'success', 'customer', 0, 0),
  ('R5', 'D5', TIMESTAMP '2026-03-26 00:00:00', 1.00, 'cash', 'success', 'customer', 0, 0);
-- D1 was never paid, D2 on the day of the refusal, D3 before it, D4 was refused after grace, D5 was paid after grace, D6 never refused.
SELECT told AS actual, 'refusal_turned 1/3' AS expected FROM by_company;

-- The list of a month seen before it: effective calls of any time before count, other kinds and outcomes and later calls do not,
-- settled items stay.
-- period: 2026-04
-- as_of: 2026-02-20
-- metrics: list_called
INSERT INTO due_items (due_id, policy_id, due_on, due_no, amount_due, specialist_id, grace_days, file_no, file_row)
VALUES ('D2', 'P1', DATE '2026-04-01', 4, 1.00, 'S1', NULL, 0, 0), ('D3', 'P1', DATE '2026-04-30', 5, 1.00, 'S1', NULL, 0, 0),
  ('D4', 'P1', DATE '2026-04-15', 6, 1.00, 'S2', NULL, 0, 0), ('D5', 'P1', DATE '2026-04-15', 1, 1.00, 'S2', NULL, 0, 0),
  ('D6', 'P1', DATE '2026-05-01', 7, 1.00, 'S2', NULL, 0, 0);
INSERT INTO activities (activity_id, specialist_id, occurred_at, kind, due_id, outcome, file_no, file_row)
VALUES ('A1', 'S2', TIMESTAMP '2025-06-02 10:00:00', 'call', 'D2', 'connected', 0, 0),
  ('A2', 'S1', TIMESTAMP '2026-02-02 10:00:00', 'visit', 'D3', 'connected', 0, 0),
  ('A3', 'S1', TIMESTAMP '2026-02-03 10:00:00', 'call', 'D3', 'no_answer', 0, 0),
  ('A4', 'S1', TIMESTAMP '2026-02-21 10:00:00', 'call', 'D3', 'connected', 0, 0),
  ('A5', 'S1', TIMESTAMP '2026-02-02 10:00:00', 'call', 'D6', 'connected', 0, 0);
INSERT INTO payments (payment_id, due_id, paid_on, amount, method, status, funding, file_no, file_row)
VALUES ('R1', 'D4', TIMESTAMP '2026-02-01 00:00:00', 1.00, 'cash', 'success', 'customer', 0, 0);
SELECT told AS actual, 'S1: list_called 1/2; S2: list_called 0/1' AS expected FROM by_specialist;

-- A promise counts in the period of its day if it was made by the as-of day: kept when settled by then, also before it was
-- made; a first premium is one too. Without due item, day or the outcome it is none.
-- period: 2026-03
-- as_of: 2026-03-20
-- metrics: promise_kept_rate
INSERT INTO due_items (due_id, policy_id, due_on, due_no, amount_due, specialist_id, grace_days, file_no, file_row)
VALUES ('D2', 'P1', DATE '2026-02-20', 4, 10.00, 'S1', NULL, 0, 0),
  ('D3', 'P1', DATE '2024-01-20', 1, 10.00, 'S1', NULL, 0, 0),
  ('D4', 'P1', DATE '2026-02-25', 5, 10.00, 'S1', NULL, 0, 0);
INSERT INTO payments (payment_id, due_id, paid_on, amount, method, status, funding, reverses_payment_id, file_no, file_row)
VALUES ('X1', 'D1', DATE '2026-03-15', 100.00, 'cash', 'success', 'customer', NULL, 0, 0),
  ('X2', 'D2', DATE '2026-03-16', 10.00, 'cash', 'success', 'customer', NULL, 0, 0),
  ('X3', 'D3', DATE '2024-01-20', 10.00, 'cash', 'success', 'customer', NULL, 0, 0);
INSERT INTO activities (activity_id, specialist_id, occurred_at, kind, due_id, outcome, promised_on, file_no, file_row)
VALUES ('A1', 'S1', TIMESTAMP '2026-02-27 10:00:00', 'call', 'D1', 'promised', DATE '2026-03-15', 0, 0),
  ('A2', 'S1', TIMESTAMP '2026-03-10 10:00:00', 'call', 'D2', 'promised', DATE '2026-03-15', 0, 0),
  ('A3', 'S2', TIMESTAMP '2026-03-10 10:00:00', 'call', 'D3', 'promised', DATE '2026-03-15', 0, 0),
  ('A4', 'S1', TIMESTAMP '2026-03-10 10:00:00', 'call', NULL, 'promised', DATE '2026-03-15', 0, 0),
  ('A5', 'S1', TIMESTAMP '2026-03-10 10:00:00', 'call', 'D1', 'promised', NULL, 0, 0),
  ('A6', 'S1', TIMESTAMP '2026-03-10 10:00:00', 'call', 'D1', 'connected', DATE '2026-03-15', 0, 0),
  ('A7', 'S1', TIMESTAMP '2026-03-10 10:00:00', 'call', 'D4', 'promised', DATE '2026-03-21', 0, 0),
  ('A8', 'S1', TIMESTAMP '2026-03-21 10:00:00', 'call', 'D1', 'promised', DATE '2026-03-15', 0, 0),
  ('A9', 'S1', TIMESTAMP '2026-03-01 10:00:00', 'call', 'D4', 'promised', DATE '2026-02-28', 0, 0);
SELECT told AS actual, 'S1: promise_kept_rate 1/2; S2: promise_kept_rate 1/1' AS expected FROM by_specialist;

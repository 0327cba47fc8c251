-- In season is a customer from the month before a due month to the second one after; the contact's own month decides, settled
-- items close the season too, and whoever made the contact does not matter.
-- period: 2026-Q2
-- metrics: off_season_reach
INSERT INTO customers (customer_id, file_no, file_row) VALUES ('C2', 0, 0), ('C3', 0, 0), ('C4', 0, 0), ('C5', 0, 0);
INSERT INTO policies (policy_id, customer_id, product_code, product_line, channel, issued_on, premium_mode, annual_premium, file_no, file_row)
VALUES ('P2', 'C2', 'x', '年金', 'agency', DATE '2024-03-20', 'annual', 1.00, 0, 0),
  ('P3', 'C3', 'x', '年金', 'agency', DATE '2024-03-20', 'annual', 1.00, 0, 0),
  ('P4', 'C4', 'x', '年金', 'agency', DATE '2024-03-20', 'annual', 1.00, 0, 0),
  ('P5', 'C5', 'x', '年金', 'agency', DATE '2024-03-20', 'annual', 1.00, 0, 0);
INSERT INTO due_items (due_id, policy_id, due_on, due_no, amount_due, specialist_id, grace_days, file_no, file_row)
VALUES ('D2', 'P2', DATE '2026-06-20', 3, 1.00, 'S2', NULL, 0, 0), ('D3', 'P3', DATE '2026-08-01', 3, 1.00, 'S2', NULL, 0, 0),
  ('D4', 'P4', DATE '2026-08-01', 3, 1.00, 'S2', NULL, 0, 0);
INSERT INTO policy_events (policy_id, kind, event_on, file_no, file_row) VALUES ('P4', 'lapse', DATE '2026-06-30', 0, 0);
INSERT INTO payments (payment_id, due_id, paid_on, amount, method, status, funding, file_no, file_row)
VALUES ('R1', 'D1', TIMESTAMP '2026-01-21 00:00:00', 100.00, 'cash', 'success', 'customer', 0, 0);
INSERT INTO activities (activity_id, specialist_id, occurred_at, kind, due_id, customer_id, outcome, purpose, file_no, file_row)
VALUES ('A1', 'S1', TIMESTAMP '2026-04-01 10:00:00', 'call', NULL, 'C1', 'connected', NULL, 0, 0),
  ('A2', 'S1', TIMESTAMP '2026-04-30 10:00:00', 'call', 'D2', NULL, 'connected', 'care', 0, 0),
  ('A3', 'S1', TIMESTAMP '2026-06-30 10:00:00', 'call', NULL, 'C3', 'connected', NULL, 0, 0),
  ('A4', 'S1', TIMESTAMP '2026-04-30 10:00:00', 'call', NULL, 'C4', 'connected', NULL, 0, 0),
  ('A5', 'S1', TIMESTAMP '2026-05-01 10:00:00', 'call', NULL, 'C2', 'connected', NULL, 0, 0);
-- D1 was due in January: April is beyond its season. C2 was reached in April, before the season of June. C3 is reached in June,
-- whose August item has stage -2. C4 is not in force; C5 has no items, belongs to nobody and was not reached.
SELECT told AS actual, '(none): off_season_reach 0/1; S1: off_season_reach 1/1; S2: off_season_reach 2/2' AS expected FROM by_specialist;

-- Key items are those of the first fifth of the customers of the month, and of class C; a visit counts for its own item, before the
-- due day and by the reference day.
-- period: 2026-04
-- as_of: 2026-04-10
-- metrics: key_visited
INSERT INTO customers (customer_id, economic, awareness, attitude, file_no, file_row)
VALUES ('C2', 'fair', 'fair', 'fair', 0, 0), ('C3', 'good', 'strong', 'good', 0, 0), ('C4', 'fair', 'fair', 'fair', 0, 0);
INSERT INTO policies (policy_id, customer_id, product_code, product_line, channel, issued_on, premium_mode, annual_premium, file_no, file_row)
VALUES ('P2', 'C2', 'x', '年金', 'agency', DATE '2024-03-20', 'annual', 1.00, 0, 0),
  ('P3', 'C3', 'x', '年金', 'agency', DATE '2024-03-20', 'annual', 50.00, 0, 0),
  ('P4', 'C4', 'x', '年金', 'agency', DATE '2024-03-20', 'annual', 1.00, 0, 0);
INSERT INTO due_items (due_id, policy_id, due_on, due_no, amount_due, specialist_id, grace_days, file_no, file_row)
VALUES ('D2', 'P1', DATE '2026-04-20', 4, 1.00, 'S1', NULL, 0, 0),
  ('D3', 'P1', DATE '2026-04-05', 5, 1.00, 'S1', NULL, 0, 0),
  ('D4', 'P2', DATE '2026-04-20', 3, 1.00, 'S2', NULL, 0, 0),
  ('D5', 'P3', DATE '2026-04-20', 3, 1.00, 'S2', NULL, 0, 0),
  ('D6', 'P4', DATE '2026-04-20', 3, 1.00, 'S2', NULL, 0, 0);
INSERT INTO activities (activity_id, specialist_id, occurred_at, kind, due_id, outcome, file_no, file_row)
VALUES ('A1', 'S2', TIMESTAMP '2026-04-10 10:00:00', 'visit', 'D2', 'no_answer', 0, 0),
  ('A2', 'S1', TIMESTAMP '2026-04-05 10:00:00', 'visit', 'D3', 'paid', 0, 0),
  ('A3', 'S2', TIMESTAMP '2026-04-11 10:00:00', 'visit', 'D4', 'paid', 0, 0),
  ('A4', 'S2', TIMESTAMP '2026-04-02 10:00:00', 'visit', 'D5', 'paid', 0, 0),
  ('A5', 'S2', TIMESTAMP '2026-04-02 10:00:00', 'call', 'D6', 'paid', 0, 0);
-- Four customers: the first alone is high, with two items; two are of class C.
SELECT told AS actual, 'S1: key_visited 1/2; S2: key_visited 0/2' AS expected FROM by_specialist;

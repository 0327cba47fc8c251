-- A fifth of six customers, rounded up, is two: the highest sum over the policies concerned, each policy once, then the
-- smallest customer_id.
-- period: 2026-03
-- metrics: high_value_retention
INSERT INTO customers (customer_id, economic, awareness, attitude, file_no, file_row)
VALUES ('C2', NULL, NULL, NULL, 0, 0),
  ('C3', NULL, NULL, NULL, 0, 0),
  ('C4', NULL, NULL, NULL, 0, 0),
  ('C5', NULL, NULL, NULL, 0, 0),
  ('C6', NULL, NULL, NULL, 0, 0);
INSERT INTO policies (policy_id, customer_id, product_code, product_line, channel, issued_on, premium_mode, annual_premium, file_no, file_row)
VALUES ('P2', 'C2', 'x', '年金', 'agency', DATE '2020-01-20', 'annual', 300.00, 0, 0),
  ('P3', 'C2', 'x', '年金', 'agency', DATE '2020-01-20', 'annual', 200.00, 0, 0),
  ('P4', 'C4', 'x', '年金', 'agency', DATE '2020-01-20', 'annual', 400.00, 0, 0),
  ('P5', 'C3', 'x', '年金', 'agency', DATE '2020-01-20', 'annual', 400.00, 0, 0),
  ('P6', 'C5', 'x', '年金', 'agency', DATE '2020-01-20', 'annual', 1000.00, 0, 0),
  ('P7', 'C5', 'x', '年金', 'agency', DATE '2020-01-20', 'annual', 90.00, 0, 0),
  ('P8', 'C6', 'x', '年金', 'agency', DATE '2020-01-20', 'annual', 250.00, 0, 0);
INSERT INTO due_items (due_id, policy_id, due_on, due_no, amount_due, specialist_id, grace_days, file_no, file_row)
VALUES ('D2', 'P2', DATE '2026-01-10', 5, 10.00, 'S1', NULL, 0, 0),
  ('D3', 'P3', DATE '2026-01-10', 5, 10.00, 'S2', NULL, 0, 0),
  ('D4', 'P4', DATE '2026-01-10', 5, 10.00, 'S1', NULL, 0, 0),
  ('D5', 'P5', DATE '2026-01-10', 5, 10.00, 'S2', NULL, 0, 0),
  ('D6', 'P6', DATE '2026-06-10', 5, 10.00, 'S2', NULL, 0, 0),
  ('D7', 'P7', DATE '2026-01-10', 5, 10.00, 'S1', NULL, 0, 0),
  ('D8', 'P8', DATE '2026-01-10', 5, 10.00, 'S1', NULL, 0, 0),
  ('D9', 'P8', DATE '2026-01-11', 6, 10.00, 'S1', NULL, 0, 0);
INSERT INTO payments (payment_id, due_id, paid_on, amount, method, status, funding, reverses_payment_id, file_no, file_row)
VALUES ('X1', 'D2', DATE '2026-01-10', 10.00, 'cash', 'success', 'customer', NULL, 0, 0),
  ('X2', 'D5', DATE '2026-01-10', 10.00, 'cash', 'success', 'customer', NULL, 0, 0);
SELECT told AS actual, 'S1: high_value_retention 1/1; S2: high_value_retention 1/2' AS expected FROM by_specialist;

-- The class of a customer is that of the latest rating by the reference day, the whole row of it; without one what the
-- customer's own columns say.
-- period: 2026-03
-- as_of: 2026-03-20
-- metrics: collection_completion_rate
INSERT INTO customers (customer_id, economic, awareness, attitude, file_no, file_row)
VALUES ('C2', 'good', 'strong', 'good', 0, 0), ('C3', 'good', 'strong', 'good', 0, 0), ('C4', 'fair', 'fair', 'fair', 0, 0),
  ('C5', NULL, NULL, NULL, 0, 0);
INSERT INTO policies (policy_id, customer_id, product_code, product_line, channel, issued_on, premium_mode, annual_premium, file_no, file_row)
VALUES ('P2', 'C2', 'x', '年金', 'agency', DATE '2024-03-20', 'annual', 1.00, 0, 0),
  ('P3', 'C3', 'x', '年金', 'agency', DATE '2024-03-20', 'annual', 1.00, 0, 0),
  ('P4', 'C4', 'x', '年金', 'agency', DATE '2024-03-20', 'annual', 1.00, 0, 0),
  ('P5', 'C5', 'x', '年金', 'agency', DATE '2024-03-20', 'annual', 1.00, 0, 0);
INSERT INTO due_items (due_id, policy_id, due_on, due_no, amount_due, specialist_id, grace_days, file_no, file_row)
VALUES ('D2', 'P2', DATE '2026-03-20', 3, 1.00, 'S1', NULL, 0, 0),
  ('D3', 'P3', DATE '2026-03-20', 3, 10.00, 'S1', NULL, 0, 0),
  ('D4', 'P4', DATE '2026-03-20', 3, 100.00, 'S1', NULL, 0, 0),
  ('D5', 'P5', DATE '2026-03-20', 3, 1000.00, 'S1', NULL, 0, 0);
INSERT INTO customer_ratings (customer_id, rated_on, economic, awareness, attitude, file_no, file_row)
VALUES ('C2', DATE '2026-03-21', 'fair', 'fair', 'fair', 0, 0),
  ('C3', DATE '2026-03-20', 'fair', 'fair', 'fair', 0, 0),
  ('C4', DATE '2025-01-01', 'good', 'strong', 'good', 0, 0), ('C4', DATE '2026-01-01', 'good', NULL, 'good', 0, 0),
  ('C5', DATE '2020-01-01', 'fair', 'strong', 'fair', 0, 0);
SELECT
  (SELECT STRING_AGG(customer_class || ' ' || told, '; ' ORDER BY customer_class) FROM by_class) AS actual,
  'A 0/1; B 0/1000; C 0/10; U 0/100' AS expected;

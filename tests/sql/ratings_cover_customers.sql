-- A customer with items in service counts once, at who has the latest item; rated within twelve months, that day a year ago
-- excluded, and with all three marks.
-- period: 2026-03
-- metrics: rating_coverage
INSERT INTO customers (customer_id, economic, awareness, attitude, file_no, file_row)
VALUES ('C2', 'good', 'strong', 'good', 0, 0), ('C3', NULL, NULL, NULL, 0, 0), ('C4', NULL, NULL, NULL, 0, 0), ('C9', NULL, NULL, NULL, 0, 0);
INSERT INTO policies (policy_id, customer_id, product_code, product_line, channel, issued_on, premium_mode, annual_premium, file_no, file_row)
VALUES ('P2', 'C2', 'x', '年金', 'agency', DATE '2024-03-20', 'annual', 1.00, 0, 0),
  ('P3', 'C3', 'x', '年金', 'agency', DATE '2024-03-20', 'annual', 1.00, 0, 0),
  ('P4', 'C4', 'x', '年金', 'agency', DATE '2024-03-20', 'annual', 1.00, 0, 0),
  ('P5', 'C4', 'x', '年金', 'agency', DATE '2024-03-10', 'annual', 1.00, 0, 0);
INSERT INTO due_items (due_id, policy_id, due_on, due_no, amount_due, specialist_id, grace_days, file_no, file_row)
VALUES ('D2', 'P2', DATE '2026-03-20', 3, 1.00, 'S1', NULL, 0, 0),
  ('D3', 'P3', DATE '2026-03-20', 3, 1.00, 'S1', NULL, 0, 0),
  ('D4', 'P4', DATE '2026-03-20', 3, 1.00, 'S1', NULL, 0, 0),
  ('D5', 'P5', DATE '2026-03-21', 3, 1.00, 'S2', NULL, 0, 0),
  ('D6', 'P5', DATE '2026-04-21', 4, 1.00, 'S1', NULL, 0, 0);
INSERT INTO customer_ratings (customer_id, rated_on, economic, awareness, attitude, file_no, file_row)
VALUES ('C1', DATE '2025-03-31', 'good', 'strong', 'good', 0, 0),
  ('C3', DATE '2025-04-01', 'good', NULL, 'good', 0, 0),
  ('C4', DATE '2025-04-01', 'fair', 'fair', 'fair', 0, 0),
  ('C9', DATE '2026-03-01', 'fair', 'fair', 'fair', 0, 0);
SELECT told AS actual, 'S1: rating_coverage 0/3; S2: rating_coverage 1/1' AS expected FROM by_specialist;

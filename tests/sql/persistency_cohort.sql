-- Observed in March 2026 are the policies issued in January 2025, the first and the last day included.
-- period: 2026-03
-- metrics: persistency_13_count, persistency_13_premium
INSERT INTO policies (policy_id, customer_id, product_code, product_line, channel, issued_on, premium_mode, annual_premium, file_no, file_row)
VALUES ('P2', 'C1', 'x', '年金', 'agency', DATE '2024-12-31', 'annual', 1.00, 0, 0),
  ('P3', 'C1', 'x', '年金', 'agency', DATE '2025-01-01', 'annual', 10.00, 0, 0),
  ('P4', 'C1', 'x', '年金', 'agency', DATE '2025-01-31', 'annual', 20.00, 0, 0),
  ('P5', 'C1', 'x', '年金', 'agency', DATE '2025-02-01', 'annual', 1000.00, 0, 0);
INSERT INTO due_items (due_id, policy_id, due_on, due_no, amount_due, specialist_id, grace_days, file_no, file_row)
VALUES ('D3', 'P3', DATE '2026-01-01', 2, 10.00, 'S1', NULL, 0, 0);
INSERT INTO payments (payment_id, due_id, paid_on, amount, method, status, funding, reverses_payment_id, file_no, file_row)
VALUES ('X1', 'D3', DATE '2026-03-02', 10.00, 'cash', 'success', 'customer', NULL, 0, 0);
SELECT told AS actual, 'persistency_13_count 1/2; persistency_13_premium 10/30' AS expected FROM by_company;

-- A policy of a single or irregular premium has no instalment of policy year 2, 3 or 4 ever: it is of no cohort.
-- period: 2026-03
-- metrics: persistency_13_count
INSERT INTO policies (policy_id, customer_id, product_code, product_line, channel, issued_on, premium_mode, annual_premium, file_no, file_row)
VALUES ('P2', 'C1', 'x', '年金', 'agency', DATE '2025-01-15', 'single', 0.00, 0, 0),
  ('P3', 'C1', 'x', '年金', 'agency', DATE '2025-01-15', 'irregular', 100.00, 0, 0),
  ('P4', 'C1', 'x', '年金', 'agency', DATE '2025-01-15', 'annual', 100.00, 0, 0);
INSERT INTO due_items (due_id, policy_id, due_on, due_no, amount_due, specialist_id, grace_days, file_no, file_row)
VALUES ('D3', 'P3', DATE '2026-01-15', 2, 10.00, 'S1', NULL, 0, 0),
  ('D4', 'P4', DATE '2026-01-15', 2, 10.00, 'S1', NULL, 0, 0);
INSERT INTO payments (payment_id, due_id, paid_on, amount, method, status, funding, reverses_payment_id, file_no, file_row)
VALUES ('X4', 'D4', DATE '2026-01-15', 10.00, 'cash', 'success', 'customer', NULL, 0, 0);
SELECT told AS actual, 'persistency_13_count 1/1' AS expected FROM by_company;

-- A quarter pools the cohorts of its months.
-- period: 2026-Q1
-- metrics: persistency_13_premium
INSERT INTO policies (policy_id, customer_id, product_code, product_line, channel, issued_on, premium_mode, annual_premium, file_no, file_row)
VALUES ('P2', 'C1', 'x', '年金', 'agency', DATE '2024-10-31', 'annual', 1.00, 0, 0),
  ('P3', 'C1', 'x', '年金', 'agency', DATE '2024-11-01', 'annual', 10.00, 0, 0),
  ('P4', 'C1', 'x', '年金', 'agency', DATE '2025-01-31', 'annual', 20.00, 0, 0),
  ('P5', 'C1', 'x', '年金', 'agency', DATE '2025-02-01', 'annual', 1000.00, 0, 0);
SELECT told AS actual, 'persistency_13_premium 0/30' AS expected FROM by_company;

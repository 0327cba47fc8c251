-- Fourteen months after 31 December 2022 is 29 February 2024.
-- period: 2024-02
-- as_of: 2024-03-31
-- metrics: persistency_13_count
INSERT INTO policies (policy_id, customer_id, product_code, product_line, channel, issued_on, premium_mode, annual_premium, file_no, file_row)
VALUES ('P2', 'C1', 'x', '年金', 'agency', DATE '2022-12-31', 'annual', 100.00, 0, 0),
  ('P3', 'C1', 'x', '年金', 'agency', DATE '2022-12-31', 'annual', 100.00, 0, 0);
INSERT INTO policy_events (policy_id, kind, event_on, file_no, file_row)
VALUES ('P2', 'maturity', DATE '2024-02-29', 0, 0),
  ('P3', 'maturity', DATE '2024-03-01', 0, 0);
SELECT told AS actual, 'persistency_13_count 0/1' AS expected FROM by_company;

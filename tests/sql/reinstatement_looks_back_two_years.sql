-- The latest lapse lies between two years before the last day and the reference day, both included.
-- period: 2026-02
-- as_of: 2026-03-31
-- metrics: reinstatement_rate
INSERT INTO policies (policy_id, customer_id, product_code, product_line, channel, issued_on, premium_mode, annual_premium, file_no, file_row)
VALUES ('P2', 'C1', 'x', '年金', 'agency', DATE '2020-01-20', 'annual', 100.00, 0, 0),
  ('P3', 'C1', 'x', '年金', 'agency', DATE '2020-01-20', 'annual', 100.00, 0, 0),
  ('P4', 'C1', 'x', '年金', 'agency', DATE '2020-01-20', 'annual', 100.00, 0, 0),
  ('P5', 'C1', 'x', '年金', 'agency', DATE '2020-01-20', 'annual', 100.00, 0, 0);
INSERT INTO policy_events (policy_id, kind, event_on, file_no, file_row)
VALUES ('P2', 'lapse', DATE '2024-02-27', 0, 0),
  ('P3', 'lapse', DATE '2024-02-28', 0, 0),
  ('P4', 'lapse', DATE '2026-02-28', 0, 0),
  ('P5', 'lapse', DATE '2026-03-01', 0, 0);
SELECT told AS actual, 'reinstatement_rate 0/2' AS expected FROM by_company;

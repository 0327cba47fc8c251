-- Only a reinstatement after the latest lapse counts, and an earlier one does not end it.
-- period: 2026-02
-- metrics: reinstatement_rate
INSERT INTO policy_events (policy_id, kind, event_on, file_no, file_row)
VALUES ('P1', 'lapse', DATE '2025-01-10', 0, 0),
  ('P1', 'reinstate', DATE '2025-06-10', 0, 0),
  ('P1', 'lapse', DATE '2026-02-10', 0, 0),
  ('P1', 'reinstate', DATE '2026-02-05', 0, 0);
INSERT INTO policies (policy_id, customer_id, product_code, product_line, channel, issued_on, premium_mode, annual_premium, file_no, file_row)
VALUES ('P2', 'C1', 'x', '年金', 'agency', DATE '2020-01-20', 'annual', 100.00, 0, 0);
INSERT INTO policy_events (policy_id, kind, event_on, file_no, file_row)
VALUES ('P2', 'lapse', DATE '2025-01-10', 0, 0),
  ('P2', 'reinstate', DATE '2025-06-10', 0, 0),
  ('P2', 'lapse', DATE '2026-01-10', 0, 0),
  ('P2', 'reinstate', DATE '2026-02-01', 0, 0);
SELECT told AS actual, 'reinstatement_rate 1/2' AS expected FROM by_company;

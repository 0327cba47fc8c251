-- A policy with two items in service and two events is one; a lapse outside the period is none.
-- period: 2026-03
-- metrics: churn_rate
INSERT INTO due_items (due_id, policy_id, due_on, due_no, amount_due, specialist_id, grace_days, file_no, file_row)
VALUES ('D2', 'P1', DATE '2026-02-20', 4, 10.00, 'S1', NULL, 0, 0);
INSERT INTO policy_events (policy_id, kind, event_on, file_no, file_row)
VALUES ('P1', 'lapse', DATE '2026-03-01', 0, 0),
  ('P1', 'surrender', DATE '2026-03-31', 0, 0);
INSERT INTO policies (policy_id, customer_id, product_code, product_line, channel, issued_on, premium_mode, annual_premium, file_no, file_row)
VALUES ('P2', 'C1', 'x', '年金', 'agency', DATE '2024-01-20', 'annual', 100.00, 0, 0);
INSERT INTO due_items (due_id, policy_id, due_on, due_no, amount_due, specialist_id, grace_days, file_no, file_row)
VALUES ('D3', 'P2', DATE '2026-02-20', 2, 10.00, 'S1', NULL, 0, 0);
INSERT INTO policy_events (policy_id, kind, event_on, file_no, file_row)
VALUES ('P2', 'lapse', DATE '2026-02-28', 0, 0);
SELECT told AS actual, 'churn_rate 1/2' AS expected FROM by_company;

-- Each customer with a policy in force counts once, at who answers for the customer: the owner of the item that fell due last, of
-- whatever policy. The day twelve months before is out, the due item decides whose a survey is.
-- period: 2026-03
-- metrics: survey_reach
INSERT INTO customers (customer_id, file_no, file_row) VALUES ('C2', 0, 0), ('C3', 0, 0), ('C4', 0, 0), ('C5', 0, 0);
INSERT INTO policies (policy_id, customer_id, product_code, product_line, channel, issued_on, premium_mode, annual_premium, file_no, file_row)
VALUES ('P1b', 'C1', 'x', '年金', 'agency', DATE '2024-02-20', 'annual', 100, 0, 0),
  ('P2', 'C2', 'x', '年金', 'agency', DATE '2024-02-20', 'annual', 100, 0, 0),
  ('P3', 'C3', 'x', '年金', 'agency', DATE '2026-03-31', 'annual', 100, 0, 0),
  ('P4', 'C4', 'x', '年金', 'agency', DATE '2026-04-01', 'annual', 100, 0, 0),
  ('P5', 'C5', 'x', '年金', 'agency', DATE '2024-02-20', 'annual', 100, 0, 0);
INSERT INTO due_items (due_id, policy_id, due_on, due_no, amount_due, specialist_id, file_no, file_row)
VALUES ('D1b', 'P1b', DATE '2026-02-20', 3, 100, 'S2', 0, 0), ('D2', 'P2', DATE '2026-02-20', 3, 100, 'S1', 0, 0),
  ('D5', 'P5', DATE '2026-02-20', 3, 100, 'S1', 0, 0);
INSERT INTO policy_events (policy_id, kind, event_on, file_no, file_row)
VALUES ('P1', 'surrender', DATE '2026-03-01', 0, 0), ('P2', 'lapse', DATE '2026-03-02', 0, 0), ('P2', 'reinstate', DATE '2026-03-02', 0, 0),
  ('P5', 'reinstate', DATE '2026-03-02', 0, 0), ('P5', 'surrender', DATE '2026-03-02', 0, 0);
INSERT INTO surveys (survey_id, specialist_id, sent_on, customer_id, due_id, file_no, file_row)
VALUES ('Q1', 'S1', DATE '2025-03-31', 'C2', NULL, 0, 0), ('Q2', 'S1', DATE '2025-04-01', 'C2', 'D1', 0, 0),
  ('Q3', 'S1', DATE '2026-04-01', 'C3', NULL, 0, 0);
SELECT told AS actual, '(none): survey_reach 0/1; S1: survey_reach 0/1; S2: survey_reach 1/1' AS expected FROM by_specialist;

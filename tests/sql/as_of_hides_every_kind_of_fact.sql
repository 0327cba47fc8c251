-- One of each on the as-of day, which counts, and one the day after, which does not exist yet.
-- period: 2026-03
-- as_of: 2026-03-10
-- metrics: churn_rate, complaint_rate, contact_count, csat_score, debit_failure_rate, error_rate, survey_response_rate
INSERT INTO activities (activity_id, specialist_id, occurred_at, kind, due_id, outcome, promised_on, file_no, file_row)
VALUES ('A1', 'S1', TIMESTAMP '2026-03-10 23:59:59', 'call', 'D1', 'connected', NULL, 0, 0),
  ('A2', 'S1', TIMESTAMP '2026-03-11 00:00:00', 'call', 'D1', 'connected', NULL, 0, 0);
INSERT INTO errors (error_id, specialist_id, occurred_on, kind, due_id, payment_id, file_no, file_row)
VALUES ('E1', 'S1', DATE '2026-03-10', 'amount', 'D1', NULL, 0, 0),
  ('E2', 'S1', DATE '2026-03-11', 'amount', 'D1', NULL, 0, 0);
INSERT INTO complaints (complaint_id, specialist_id, received_on, file_no, file_row)
VALUES ('K1', 'S1', DATE '2026-03-10', 0, 0),
  ('K2', 'S1', DATE '2026-03-11', 0, 0);
INSERT INTO surveys (survey_id, specialist_id, sent_on, answered_on, score, recommend, file_no, file_row)
VALUES ('Q1', 'S1', DATE '2026-03-01', DATE '2026-03-10', 5, NULL, 0, 0),
  ('Q2', 'S1', DATE '2026-03-01', DATE '2026-03-11', 1, NULL, 0, 0),
  ('Q3', 'S1', DATE '2026-03-11', DATE '2026-03-11', 1, NULL, 0, 0);
INSERT INTO payments (payment_id, due_id, paid_on, amount, method, status, funding, reverses_payment_id, file_no, file_row)
VALUES ('X1', 'D1', TIMESTAMP '2026-03-10 23:59:59', 100.00, 'bank_debit', 'failed', 'customer', NULL, 0, 0),
  ('X2', 'D1', DATE '2026-03-11', 100.00, 'bank_debit', 'failed', 'customer', NULL, 0, 0);
INSERT INTO policy_events (policy_id, kind, event_on, file_no, file_row)
VALUES ('P1', 'lapse', DATE '2026-03-11', 0, 0);
SELECT told AS actual, 'churn_rate 0/1; complaint_rate 1/1; contact_count 1; csat_score 5/1; debit_failure_rate 1/1; error_rate 1/0; survey_response_rate 1/2' AS expected FROM by_company;

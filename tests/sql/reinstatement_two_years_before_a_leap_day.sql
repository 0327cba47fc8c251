-- Two years before 29 February is 28 February.
-- period: 2024-02
-- metrics: reinstatement_rate
INSERT INTO policy_events (policy_id, kind, event_on, file_no, file_row)
VALUES ('P1', 'lapse', DATE '2022-02-28', 0, 0);
INSERT INTO policies (policy_id, customer_id, product_code, product_line, channel, issued_on, premium_mode, annual_premium, file_no, file_row)
VALUES ('P2', 'C1', 'x', '年金', 'agency', DATE '2020-01-20', 'annual', 100.00, 0, 0);
INSERT INTO policy_events (policy_id, kind, event_on, file_no, file_row)
VALUES ('P2', 'lapse', DATE '2022-02-27', 0, 0);
SELECT told AS actual, 'reinstatement_rate 0/1' AS expected FROM by_company;

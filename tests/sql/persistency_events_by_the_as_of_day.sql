-- An event before the end of the observation but after the as-of day has not happened.
-- period: 2026-03
-- as_of: 2026-03-10
-- metrics: persistency_13_count
INSERT INTO policies (policy_id, customer_id, product_code, product_line, channel, issued_on, premium_mode, annual_premium, file_no, file_row)
VALUES ('P2', 'C1', 'x', '年金', 'agency', DATE '2025-01-15', 'annual', 100.00, 0, 0);
INSERT INTO policy_events (policy_id, kind, event_on, file_no, file_row)
VALUES ('P2', 'maturity', DATE '2026-03-11', 0, 0);
SELECT told AS actual, 'persistency_13_count 0/1' AS expected FROM by_company;

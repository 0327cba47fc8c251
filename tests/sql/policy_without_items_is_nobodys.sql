-- A policy without due items belongs to nobody, in no team.
-- period: 2026-03
-- metrics: reinstatement_rate
INSERT INTO policies (policy_id, customer_id, product_code, product_line, channel, issued_on, premium_mode, annual_premium, file_no, file_row)
VALUES ('P2', 'C1', 'x', '年金', 'agency', DATE '2024-01-20', 'annual', 100.00, 0, 0);
INSERT INTO policy_events (policy_id, kind, event_on, file_no, file_row)
VALUES ('P2', 'lapse', DATE '2026-03-01', 0, 0);
SELECT specialist_id || ' ' || team_id AS actual, '(none) unassigned' AS expected FROM run_entities;

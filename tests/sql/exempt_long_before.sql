-- An event long before the due day exempts.
-- period: 2026-01
-- metrics: collection_completion_rate_count
INSERT INTO policy_events (policy_id, kind, event_on, file_no, file_row)
VALUES ('P1', 'maturity', DATE '2025-06-01', 0, 0);
SELECT told AS actual, 'nothing' AS expected FROM by_company;

-- An event within grace but after the as-of day does not exempt yet.
-- period: 2026-Q1
-- as_of: 2026-03-14
-- metrics: collection_completion_rate_count
INSERT INTO policy_events (policy_id, kind, event_on, file_no, file_row)
VALUES ('P1', 'waiver', DATE '2026-03-15', 0, 0);
SELECT told AS actual, 'collection_completion_rate_count 0/1' AS expected FROM by_company;

-- A handover after the as-of day has not happened, though it lies in the period.
-- period: 2026-01
-- as_of: 2026-01-20
-- metrics: collection_completion_rate_count
INSERT INTO ownership (due_id, specialist_id, from_on, file_no, file_row)
VALUES ('D1', 'S2', DATE '2026-01-21', 0, 0);
SELECT told AS actual, 'S1: collection_completion_rate_count 0/1' AS expected FROM by_specialist;

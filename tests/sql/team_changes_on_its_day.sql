-- The end of an assignment is exclusive: on 31 January the specialist is in the new team.
-- period: 2026-01
-- metrics: collection_completion_rate_count
UPDATE assignments SET valid_to = DATE '2026-01-31' WHERE specialist_id = 'S1';
INSERT INTO assignments (specialist_id, team_id, valid_from, file_no, file_row)
VALUES ('S1', 'T2', DATE '2026-01-31', 0, 0);
SELECT told AS actual, 'T2: collection_completion_rate_count 0/1' AS expected FROM by_team;

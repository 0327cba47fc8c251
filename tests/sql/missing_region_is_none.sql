-- A team without region stands under (none), not under unassigned.
-- period: 2026-01
-- metrics: collection_completion_rate_count
UPDATE teams SET region = NULL WHERE team_id = 'T1';
SELECT team_id || ' ' || region AS actual, 'T1 (none)' AS expected FROM run_entities;

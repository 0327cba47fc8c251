-- A specialist without assignment on the reference day stands under unassigned.
-- period: 2026-01
-- metrics: collection_completion_rate_count
DELETE FROM assignments WHERE specialist_id = 'S1';
SELECT team_id || branch_id || region AS actual, 'unassignedunassignedunassigned' AS expected FROM run_entities;

-- The units that hold meetings, and where each belongs.
CREATE OR REPLACE TEMP TABLE report_meeting_units AS
SELECT 'company' AS scope, 'company' AS scope_id, 'company' AS unit, CAST(NULL AS VARCHAR) AS branch_id, CAST(NULL AS VARCHAR) AS team_id
UNION
SELECT 'branch', branch_id, branch_name, branch_id, NULL FROM main.teams
UNION
SELECT 'team', team_id, team_name, branch_id, team_id FROM main.teams

-- The units below each scope to which everybody of it belongs: of a company branches, teams and people, of a branch teams and people,
-- of a team and a person people.
CREATE OR REPLACE TEMP TABLE report_units AS
SELECT s.scope_no, 1 AS step, 'branch' AS level, s.branch_id AS unit_id, s.branch_name AS unit_name, s.specialist_key
FROM report_members AS s
INNER JOIN report_scopes AS o ON o.scope_no = s.scope_no AND o.level IN ('company', 'region')
WHERE s.period_no = $period_no
UNION ALL
SELECT s.scope_no, 2, 'team', s.team_id, s.team_name, s.specialist_key
FROM report_members AS s
INNER JOIN report_scopes AS o ON o.scope_no = s.scope_no AND o.level IN ('company', 'region', 'branch')
WHERE s.period_no = $period_no
UNION ALL
SELECT s.scope_no, 3, 'specialist', s.specialist_id, s.specialist_name, s.specialist_key
FROM report_members AS s
WHERE s.period_no = $period_no

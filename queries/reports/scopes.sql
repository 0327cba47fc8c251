-- The branches, teams and specialists a report can be about, and the branch of each team.
SELECT 'branch' AS level, branch_id AS id, MIN(branch_name) AS name, '' AS above FROM teams GROUP BY branch_id
UNION ALL
SELECT 'team' AS level, team_id AS id, team_name AS name, branch_id AS above FROM teams
UNION ALL
SELECT 'specialist' AS level, specialist_id AS id, specialist_name AS name, '' AS above FROM specialists
ORDER BY level, id

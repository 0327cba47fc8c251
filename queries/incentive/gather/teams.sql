-- The first day of the teams that have one.
SELECT team_id, established_on
FROM teams
WHERE established_on IS NOT NULL
ORDER BY team_id

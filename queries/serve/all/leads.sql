-- Who leads which team on the as-of day.
SELECT specialist_id, team_id
FROM leads
ORDER BY specialist_id, team_id

-- Everybody who works here or did, with the team of the as-of day.
SELECT specialist_id, specialist_name, team_id, has_left
FROM people
ORDER BY specialist_id

-- Who leads which team on the as-of day: the leader, by their positions, of those in it who lead nobody themselves.
CREATE TABLE published.leads AS
WITH of_day AS (
  SELECT specialist_id, leader_id
  FROM positions
  WHERE valid_from <= $as_of AND (valid_to IS NULL OR $as_of < valid_to) AND leader_id <> ''
)
SELECT DISTINCT p.leader_id AS specialist_id, m.team_id
FROM of_day AS p
INNER JOIN published.people AS m ON m.specialist_id = p.specialist_id
INNER JOIN published.people AS l ON l.specialist_id = p.leader_id
WHERE m.team_id IS NOT NULL
  AND NOT m.has_left
  AND NOT l.has_left
  AND p.specialist_id NOT IN (SELECT leader_id FROM of_day)
ORDER BY specialist_id, team_id

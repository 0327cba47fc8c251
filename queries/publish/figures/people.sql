-- Everybody who works here or did, with the team of the as-of day.
CREATE TABLE published.people AS
SELECT
  r.specialist_id,
  r.specialist_name,
  CASE WHEN r.team_id <> 'unassigned' THEN r.team_id END AS team_id,
  COALESCE(s.left_on <= $as_of, FALSE) AS has_left
FROM run_specialists AS r
INNER JOIN specialists AS s ON s.specialist_id = r.specialist_id
WHERE r.period_no = $period_no
ORDER BY r.specialist_id

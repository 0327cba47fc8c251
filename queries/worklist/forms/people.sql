-- Who gets a form: everybody of the scope with a team on the evening before who has not left by the day, and whoever has a line.
WITH working AS (
  SELECT m.specialist_id, m.specialist_name, m.branch_id, m.team_id
  FROM run_specialists AS m
  INNER JOIN specialists AS s ON s.specialist_id = m.specialist_id
  WHERE m.period_no = $period_no AND m.team_id <> 'unassigned'
    AND s.hired_on <= CAST($last_on AS DATE) AND COALESCE(s.left_on >= CAST($last_on AS DATE), TRUE)
  UNION
  SELECT specialist_id, specialist_name, branch_id, team_id
  FROM report_tasks
  WHERE on_day = $last_on
)
SELECT specialist_id, MIN(specialist_name) AS specialist_name
FROM working
WHERE ($branch_id IS NULL OR branch_id = $branch_id)
  AND ($team_id IS NULL OR team_id = $team_id)
  AND ($specialist_id IS NULL OR specialist_id = $specialist_id)
GROUP BY specialist_id
ORDER BY specialist_id

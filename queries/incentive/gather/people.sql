-- The people of a plan's population with the names that payroll and statements print.
SELECT
  p.specialist_id,
  s.specialist_name,
  COALESCE(p.grade, '') AS grade,
  p.team_id,
  t.team_name,
  p.branch_id,
  b.branch_name,
  p.hired_on,
  p.left_on
FROM (
{{ inner }}
) AS p
LEFT JOIN specialists AS s ON s.specialist_id = p.specialist_id
LEFT JOIN teams AS t ON t.team_id = p.team_id
LEFT JOIN (SELECT branch_id, MIN(branch_name) AS branch_name FROM teams GROUP BY branch_id) AS b
  ON b.branch_id = p.branch_id
ORDER BY p.specialist_id

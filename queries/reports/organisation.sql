-- Who has values in the period, with the teams and branches of the reference day; `unassigned` comes last.
SELECT DISTINCT branch_id, branch_name, team_id, team_name, specialist_id, specialist_name
FROM run_entities
WHERE period_no = $period_no
  AND ($branch_id IS NULL OR branch_id = $branch_id)
  AND ($team_id IS NULL OR team_id = $team_id)
  AND ($specialist_id IS NULL OR specialist_id = $specialist_id)
ORDER BY branch_id = 'unassigned', branch_id, team_id = 'unassigned', team_id, specialist_id

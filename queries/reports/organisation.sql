-- Who has values in the period, with the teams and branches of the reference day; `unassigned` comes last.
SELECT scope_no, branch_id, branch_name, team_id, team_name, specialist_id, specialist_name
FROM report_members
WHERE period_no = $period_no
  AND specialist_key IN (SELECT specialist_key FROM run_values WHERE period_no = $period_no)
ORDER BY scope_no, branch_id = 'unassigned', branch_id, team_id = 'unassigned', team_id, specialist_id

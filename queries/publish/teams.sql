-- The team of each specialist on the reference day of the period $period_no.
SELECT specialist_id, team_id
FROM run_specialists
WHERE period_no = $period_no
ORDER BY specialist_id

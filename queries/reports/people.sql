-- Who is in a team on the day $on, and in which; everybody where no assignment is known.
SELECT s.specialist_id AS id, COALESCE(MIN(a.team_id), '') AS team_id
FROM specialists AS s
LEFT JOIN assignments AS a
  ON a.specialist_id = s.specialist_id AND a.valid_from <= $on AND (a.valid_to IS NULL OR $on < a.valid_to)
WHERE a.team_id IS NOT NULL OR NOT EXISTS (SELECT 1 FROM assignments)
GROUP BY s.specialist_id
ORDER BY s.specialist_id

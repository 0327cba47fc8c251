-- The owners of payments that came in after they had left, with the last team they were in.
WITH orphaned AS (
  SELECT DISTINCT r.specialist_id
  FROM run_paid AS r
  INNER JOIN specialists AS s ON s.specialist_id = r.specialist_id
  WHERE s.left_on < r.paid_on
),
placed AS (
  SELECT
    a.specialist_id,
    a.team_id,
    ROW_NUMBER() OVER (PARTITION BY a.specialist_id ORDER BY a.valid_from DESC) AS place
  FROM assignments AS a
  INNER JOIN specialists AS s ON s.specialist_id = a.specialist_id
  WHERE a.valid_from <= s.left_on
)
SELECT s.specialist_id, COALESCE(s.grade, '') AS grade, t.team_id, t.branch_id, s.hired_on, s.left_on
FROM orphaned AS o
INNER JOIN specialists AS s ON s.specialist_id = o.specialist_id
LEFT JOIN placed AS a ON a.specialist_id = o.specialist_id AND a.place = 1
LEFT JOIN teams AS t ON t.team_id = a.team_id
ORDER BY s.specialist_id

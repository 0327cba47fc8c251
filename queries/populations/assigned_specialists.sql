-- zh: 有团队的续收专员
-- en: Specialists with a team
-- Everybody employed in the period who belongs to a team on the reference day.
SELECT
  s.specialist_id,
  COALESCE(s.grade, '') AS grade,
  t.team_id,
  t.branch_id,
  s.hired_on,
  s.left_on
FROM specialists AS s
INNER JOIN assignments AS a
  ON a.specialist_id = s.specialist_id AND a.valid_from <= $reference_on
    AND (a.valid_to IS NULL OR $reference_on < a.valid_to)
INNER JOIN teams AS t ON t.team_id = a.team_id
WHERE s.hired_on <= $last_on AND (s.left_on IS NULL OR s.left_on >= $first_on)

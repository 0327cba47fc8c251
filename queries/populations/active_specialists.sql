-- zh: 在职续收专员
-- en: Specialists in service
-- Everybody employed on at least one day of the period, with grade, and team and branch on the reference day.
SELECT
  s.specialist_id,
  COALESCE(s.grade, '') AS grade,
  t.team_id,
  t.branch_id,
  s.hired_on,
  s.left_on
FROM specialists AS s
LEFT JOIN assignments AS a
  ON a.specialist_id = s.specialist_id AND a.valid_from <= $reference_on
    AND (a.valid_to IS NULL OR $reference_on < a.valid_to)
LEFT JOIN teams AS t ON t.team_id = a.team_id
WHERE s.hired_on <= $last_on AND (s.left_on IS NULL OR s.left_on >= $first_on)

-- Team, branch and region of each specialist on the reference day; `unassigned` without an assignment. The assignments of
-- the days are found first and joined by equality: a condition on days inside the outer join would be tried on every pair.
CREATE OR REPLACE TEMP TABLE run_specialists AS
WITH placed AS (
  SELECT r.period_no, a.specialist_id, t.team_id, t.team_name, t.branch_id, t.branch_name, t.region
  FROM run_periods AS r
  CROSS JOIN assignments AS a
  INNER JOIN teams AS t ON t.team_id = a.team_id
  WHERE a.valid_from <= r.reference_on AND (a.valid_to IS NULL OR r.reference_on < a.valid_to)
)
SELECT
  r.period_no,
  s.specialist_key,
  s.specialist_id,
  s.specialist_name,
  COALESCE(p.team_id, 'unassigned') AS team_id,
  COALESCE(p.team_name, 'unassigned') AS team_name,
  COALESCE(p.branch_id, 'unassigned') AS branch_id,
  COALESCE(p.branch_name, 'unassigned') AS branch_name,
  CASE WHEN p.team_id IS NULL THEN 'unassigned' ELSE COALESCE(p.region, '(none)') END AS region
FROM run_periods AS r
CROSS JOIN facts.specialists AS s
LEFT JOIN placed AS p ON p.specialist_id = s.specialist_id AND p.period_no = r.period_no

-- Team, branch and region of each specialist on the reference day; `unassigned` without an assignment.
CREATE OR REPLACE TEMP TABLE run_specialists AS
SELECT
  r.period_no,
  s.specialist_key,
  s.specialist_id,
  s.specialist_name,
  COALESCE(t.team_id, 'unassigned') AS team_id,
  COALESCE(t.team_name, 'unassigned') AS team_name,
  COALESCE(t.branch_id, 'unassigned') AS branch_id,
  COALESCE(t.branch_name, 'unassigned') AS branch_name,
  CASE WHEN t.team_id IS NULL THEN 'unassigned' ELSE COALESCE(t.region, '(none)') END AS region
FROM run_periods AS r
CROSS JOIN facts.specialists AS s
LEFT JOIN assignments AS a
  ON a.specialist_id = s.specialist_id AND a.valid_from <= r.reference_on
    AND (a.valid_to IS NULL OR r.reference_on < a.valid_to)
LEFT JOIN teams AS t ON t.team_id = a.team_id

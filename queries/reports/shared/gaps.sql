-- How the items due of a month or quarter stand against their target: of each scope itself, of the units below it and of its
-- people. `missing` is the number of items to the target, NULL without one.
CREATE OR REPLACE TEMP TABLE report_gaps AS
WITH members AS (
  SELECT m.*, c.level
  FROM report_members AS m
  INNER JOIN report_scopes AS c ON c.scope_no = m.scope_no
  WHERE m.period_no = $period_no
),
units AS (
  SELECT scope_no, 'own' AS part, level, entity_id AS unit_id, '' AS unit, '' AS team
  FROM report_scopes
  UNION ALL
  SELECT DISTINCT scope_no, 'unit', 'branch', branch_id, branch_name, ''
  FROM members
  WHERE level = 'company' AND branch_id <> 'unassigned'
  UNION ALL
  SELECT DISTINCT scope_no, 'unit', 'team', team_id, team_name, ''
  FROM members
  WHERE level = 'branch' AND team_id <> 'unassigned'
  UNION ALL
  SELECT scope_no, 'person', 'specialist', specialist_id, specialist_name, team_name
  FROM members
  WHERE level <> 'specialist' AND specialist_key > 0
)
SELECT
  u.scope_no,
  v.period_no,
  u.part,
  u.unit_id,
  u.unit,
  u.team,
  v.numerator AS done,
  v.denominator AS due,
  v.value,
  v.target,
  v.low_sample,
  -- The greatest of nothing and 0 would be 0.
  CASE WHEN v.target IS NOT NULL THEN GREATEST(0, CEIL(v.denominator * v.target - v.numerator)) END AS missing
FROM units AS u
INNER JOIN report_values AS v ON v.level = u.level AND v.entity_id = u.unit_id
WHERE v.metric = 'collection_completion_rate_count'

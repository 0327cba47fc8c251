-- The units of the as-of day, each with the one above it, from the top.
CREATE OR REPLACE TEMP TABLE publish_units AS
WITH people AS (
  SELECT s.specialist_id, s.specialist_name, s.team_id, s.team_name, s.branch_id, s.branch_name, a.valid_from, a.valid_to
  FROM run_specialists AS s
  LEFT JOIN assignments AS a
    ON a.specialist_id = s.specialist_id AND a.valid_from <= $as_of AND (a.valid_to IS NULL OR $as_of < a.valid_to)
  WHERE s.period_no = $period_no
),
teams_of_day AS (
  SELECT team_id, team_name, branch_id, branch_name FROM teams
  UNION
  SELECT team_id, team_name, branch_id, branch_name FROM people
)
SELECT
  0 AS place,
  'company' AS level,
  'company' AS entity_id,
  'company' AS entity_name,
  CAST(NULL AS VARCHAR) AS above_level,
  CAST(NULL AS VARCHAR) AS above_id,
  'company' AS branch_id,
  'company' AS team_id,
  CAST(NULL AS DATE) AS from_on,
  CAST(NULL AS DATE) AS to_on
UNION ALL
SELECT 1, 'branch', branch_id, MIN(branch_name), 'company', 'company', branch_id, '', NULL, NULL
FROM teams_of_day
GROUP BY branch_id
UNION ALL
SELECT 2, 'team', team_id, MIN(team_name), 'branch', MIN(branch_id), MIN(branch_id), team_id, NULL, NULL
FROM teams_of_day
GROUP BY team_id
UNION ALL
SELECT 3, 'specialist', specialist_id, specialist_name, 'team', team_id, branch_id, team_id, valid_from, valid_to
FROM people

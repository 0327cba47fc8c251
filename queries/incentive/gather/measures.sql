-- The sums that a plan reads, of people, teams, branches and the company. A row whose sums are both 0 is left out.
WITH sums AS (
  SELECT metric, period_no, 'specialist' AS scope, specialist_id AS scope_id, numerator, denominator
  FROM run_entities
  UNION ALL
  SELECT metric, period_no, 'team', team_id, numerator, denominator
  FROM run_entities
  UNION ALL
  SELECT metric, period_no, 'branch', branch_id, numerator, denominator
  FROM run_entities
  UNION ALL
  SELECT metric, period_no, 'company', company, numerator, denominator
  FROM run_entities
)
SELECT
  s.metric,
  s.period_no,
  s.scope,
  s.scope_id,
  CAST(SUM(s.numerator) AS DECIMAL(38, 6)) AS numerator,
  CAST(SUM(s.denominator) AS DECIMAL(38, 6)) AS denominator
FROM sums AS s
INNER JOIN run_asked AS a ON a.metric = s.metric AND a.scope = s.scope AND a.period_no = s.period_no
GROUP BY s.metric, s.period_no, s.scope, s.scope_id
HAVING COALESCE(SUM(s.numerator), 0) <> 0 OR COALESCE(SUM(s.denominator), 0) <> 0
ORDER BY s.metric, s.period_no, s.scope, s.scope_id

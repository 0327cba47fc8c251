-- What the core figures of each scope are held against: every published benchmark of the metric's own basis for the whole book,
-- of the shortest period that holds the report's, the company, and the best and upper quartile of the units of the scope's
-- level that are no low samples.
CREATE OR REPLACE TEMP TABLE report_benchmarks AS
WITH core (metric, basis, place) AS (
  VALUES
    ('collection_completion_rate_count', 'count', 1), ('collection_completion_rate', 'premium', 2), ('renewal_rate', 'count', 3),
    ('renewal_rate_premium', 'premium', 4), ('grace_end_rate_count', 'count', 5), ('persistency_13_premium', 'premium', 6),
    ('persistency_13_count', 'count', 7)
),
-- The report's period and those around it, as benchmarks write them; the year has four characters.
periods AS (
  SELECT CONCAT(EXTRACT(YEAR FROM last_on)) AS period, 3 AS breadth
  FROM run_periods
  WHERE period_no = $period_no
  UNION ALL
  SELECT CONCAT(EXTRACT(YEAR FROM last_on), '-Q', EXTRACT(QUARTER FROM last_on)), 2
  FROM run_periods
  WHERE period_no = $period_no
  UNION ALL
  SELECT STRFTIME(last_on, '%Y-%m'), 1
  FROM run_periods
  WHERE period_no = $period_no AND last_on - first_on < 31
),
published AS (
  SELECT b.metric, b.scope, b.name, b.value
  FROM (
    SELECT
      b.metric, b.scope, b.name, b.value,
      ROW_NUMBER() OVER (PARTITION BY b.metric, b.scope, b.name ORDER BY p.breadth) AS place
    FROM benchmarks AS b
    INNER JOIN core AS c ON c.metric = b.metric AND COALESCE(b.basis, c.basis) = c.basis
    INNER JOIN periods AS p ON p.period = b.period
    WHERE b.segment IS NULL
  ) AS b
  WHERE b.place = 1
),
own AS (
  SELECT v.*, c.basis, c.place AS metric_place
  FROM report_values AS v
  INNER JOIN core AS c ON c.metric = v.metric
  WHERE v.period_no = $period_no AND v.value IS NOT NULL
),
-- The company is no unit; its branches are what it can learn from.
units AS (
  SELECT
    CASE level WHEN 'branch' THEN 'company' ELSE level END AS level,
    metric,
    MAX(value) AS best,
    QUANTILE_DISC(value, 0.75) AS upper_quartile,
    COUNT(*) AS units
  FROM own
  WHERE level IN ('branch', 'team', 'specialist') AND NOT low_sample AND entity_id <> 'unassigned'
  GROUP BY level, metric
  UNION ALL
  SELECT level, metric, MAX(value), QUANTILE_DISC(value, 0.75), COUNT(*)
  FROM own
  WHERE level = 'branch' AND NOT low_sample AND entity_id <> 'unassigned'
  GROUP BY level, metric
),
held AS (
  SELECT metric, NULL AS level, scope AS kind, name, value, CASE scope WHEN 'industry' THEN 1 WHEN 'peer' THEN 2 WHEN 'region' THEN 3 ELSE 4 END AS place
  FROM published
  UNION ALL
  SELECT metric, 'not_company', 'own_company', '', value, 5
  FROM own
  WHERE level = 'company'
  UNION ALL
  SELECT metric, level, 'best', '', best, 6
  FROM units
  WHERE units > 1
  UNION ALL
  SELECT metric, level, 'upper_quartile', '', upper_quartile, 7
  FROM units
  WHERE units > 3
)
SELECT
  s.scope_no,
  o.metric,
  o.metric_place,
  h.kind,
  h.name,
  h.place,
  o.value AS own,
  o.low_sample,
  h.value,
  CASE WHEN o.basis = 'count' AND o.denominator * h.value > o.numerator THEN CEIL(o.denominator * h.value - o.numerator) END AS missing
FROM report_scopes AS s
INNER JOIN own AS o ON o.level = s.level AND o.entity_id = s.entity_id
INNER JOIN held AS h
  ON h.metric = o.metric AND (h.level IS NULL OR h.level = s.level OR (h.level = 'not_company' AND s.level <> 'company'))

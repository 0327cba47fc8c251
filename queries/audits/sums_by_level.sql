-- severity: error
-- zh: 各层级合计不等
-- en: Sums that differ between levels
-- hint_zh: 有专员或切片未归入该层级，或被归入两次；检查工作区对 queries/facts/、queries/rollup/ 和指标文件的改动
-- hint_en: a specialist or slice is in no group of that level, or in two; look at the workspace's own files of facts,
--    roll-up and metrics
WITH totals AS (
  SELECT metric, period_no, SUM(numerator) AS numerator, SUM(denominator) AS denominator
  FROM run_values
  GROUP BY metric, period_no
),
groups AS (
  SELECT metric, period_no, 'region' AS level, region AS entity_id, numerator, denominator FROM run_entities
  UNION ALL
  SELECT metric, period_no, 'team', team_id, numerator, denominator FROM run_entities
  UNION ALL
  SELECT metric, period_no, 'specialist', specialist_id, numerator, denominator FROM run_entities
  UNION ALL
  SELECT metric, period_no, 'channel', channel, numerator, denominator FROM run_entities
),
sums AS (
  SELECT metric, period_no, level, SUM(numerator) AS numerator, SUM(denominator) AS denominator
  FROM groups
  WHERE entity_id IS NOT NULL
  GROUP BY metric, period_no, level
)
SELECT
  t.metric,
  l.level,
  t.numerator,
  t.denominator,
  s.numerator AS numerator_of_level,
  s.denominator AS denominator_of_level
FROM totals AS t
CROSS JOIN (VALUES ('region'), ('team'), ('specialist'), ('channel')) AS l (level)
LEFT JOIN sums AS s ON s.metric = t.metric AND s.period_no = t.period_no AND s.level = l.level
WHERE t.numerator IS DISTINCT FROM s.numerator OR t.denominator IS DISTINCT FROM s.denominator
ORDER BY t.metric, l.level

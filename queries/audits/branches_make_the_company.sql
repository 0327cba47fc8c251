-- severity: error
-- zh: 各机构合计不等于全公司
-- en: Branches that do not add up to the company
-- hint_zh: 检查组织架构与人员归属文件，及工作区对 queries/facts/run/specialists.sql 的改动
-- hint_en: look at teams and assignments, and at the workspace's own queries/facts/run/specialists.sql
WITH company AS (
  SELECT metric, period_no, SUM(numerator) AS numerator, SUM(denominator) AS denominator
  FROM run_values
  GROUP BY metric, period_no
),
branches AS (
  SELECT metric, period_no, SUM(numerator) AS numerator, SUM(denominator) AS denominator
  FROM run_entities
  WHERE branch_id IS NOT NULL
  GROUP BY metric, period_no
)
SELECT
  c.metric,
  c.numerator,
  c.denominator,
  b.numerator AS numerator_of_branches,
  b.denominator AS denominator_of_branches
FROM company AS c
LEFT JOIN branches AS b ON b.metric = c.metric AND b.period_no = c.period_no
WHERE c.numerator IS DISTINCT FROM b.numerator OR c.denominator IS DISTINCT FROM b.denominator
ORDER BY c.metric

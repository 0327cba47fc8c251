-- zh: 分布
-- en: Distribution
-- kind: table
-- columns: grade, lowest, q1, median, q3, highest, people
-- formats: word:pay_grade, money, money, money, money, money, count
-- columns_zh: 级别, 最低, 25 分位, 中位数, 75 分位, 最高, 人数
-- columns_en: Grade, Least, 25 %, Median, 75 %, Most, People
-- chart: box
-- chart_label: grade
-- chart_values: lowest, q1, median, q3, highest
WITH people AS (
  SELECT p.scope_no, COALESCE(p.grade, '') AS grade, p.pay
  FROM report_pay_people AS p
  INNER JOIN report_pay_runs AS r ON r.run_no = p.run_no
  WHERE r.first_on >= $first_on
)
SELECT
  scope_no,
  CASE WHEN GROUPING(grade) = 1 THEN 'all' ELSE grade END AS grade,
  MIN(pay) AS lowest,
  QUANTILE_DISC(pay, 0.25) AS q1,
  QUANTILE_DISC(pay, 0.5) AS median,
  QUANTILE_DISC(pay, 0.75) AS q3,
  MAX(pay) AS highest,
  COUNT(*) AS people
FROM people
GROUP BY GROUPING SETS ((scope_no, people.grade), (scope_no))
ORDER BY scope_no, GROUPING(people.grade) DESC, SUM(pay) DESC, people.grade

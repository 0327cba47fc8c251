-- zh: 绩效按团队与级别
-- en: Pay by team and grade
-- note_zh: 只有一个团队或一个级别时不列。
-- note_en: Nothing where there is one team or one grade only.
-- kind: table
-- show: folded
-- when_empty: leave_out
-- group_zh: 分组
-- group_en: Group
-- group: part
-- group_title: part_title
-- group_words: pay_part
-- columns: name, people, pay, mean, lowest, median, highest
-- formats: word:pay_group, count, money, average, money, money, money
-- columns_zh: 团队或级别, 人数, 应发合计, 人均, 最低, 中位数, 最高
-- columns_en: Team or grade, People, Pay, Mean, Lowest, Median, Highest
-- chart: bars
-- chart_label: name
-- chart_values: mean
WITH people AS (
  SELECT
    p.scope_no,
    r.plan_id,
    r.heading,
    p.pay,
    COALESCE(p.team_id, '') AS team_id,
    CASE WHEN COALESCE(p.team_id, '') = '' THEN 'no_team' ELSE COALESCE(p.team_name, p.team_id) END AS team_name,
    COALESCE(p.grade, '') AS grade
  FROM report_pay_people AS p
  INNER JOIN report_pay_runs AS r ON r.run_no = p.run_no
  WHERE r.first_on >= $first_on
),
parts AS (
  SELECT scope_no, plan_id, heading, 1 AS kind, team_id AS id, team_name AS name, pay FROM people
  UNION ALL
  SELECT scope_no, plan_id, heading, 2, grade, CASE WHEN grade = '' THEN 'no_grade' ELSE grade END, pay FROM people
),
divided AS (
  SELECT *, MIN(id) OVER whole <> MAX(id) OVER whole AS is_divided
  FROM parts
  WINDOW whole AS (PARTITION BY scope_no, plan_id, kind)
)
SELECT
  scope_no,
  plan_id || '/' || kind AS part,
  CASE WHEN kind = 1 THEN 'by_team' ELSE 'by_grade' END AS part_title,
  heading,
  GROUPING(id) = 1 AS is_total,
  CASE WHEN GROUPING(id) = 1 THEN 'all' ELSE MIN(name) END AS name,
  COUNT(*) AS people,
  SUM(pay) AS pay,
  SUM(pay) AS mean,
  COUNT(*) AS mean_of,
  MIN(pay) AS lowest,
  QUANTILE_DISC(pay, 0.5) AS median,
  MAX(pay) AS highest
FROM divided
WHERE is_divided
GROUP BY GROUPING SETS ((scope_no, plan_id, heading, kind, id), (scope_no, plan_id, heading, kind))
ORDER BY scope_no, plan_id, kind, is_total, pay DESC, id

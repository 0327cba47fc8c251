-- zh: 收费进度与时间进度
-- en: Collection against the time passed
-- note_zh: {month}应收的件数达成与当月已过时间对比；落后者排在前面。
-- note_en: Items due in {month} that are settled, against the share of the month that has passed; who is behind comes
--    first.
-- kind: table
-- metrics: collection_completion_rate_count
-- views: month
-- group_zh: 层级
-- group_en: Level
-- group: level
-- group_words: levels
-- columns: name, due, collected, rate, passed, gap, pace
-- formats: word:unit, count, count, bar, share, change:rate:passed, word:pace
-- columns_zh: 机构 / 团队, {month}应收件数, 已收件数, 件数达成, 时间进度, 差距, 进度
-- columns_en: Branch / team, Due items in {month}, Collected items, Items %, Time passed, Gap, Pace
-- chart: bars
-- chart_label: name
-- chart_values: rate, passed
WITH days AS (
  SELECT
    GREATEST(0, reference_on - first_on + 1) AS passed,
    last_on - first_on + 1 AS days
  FROM run_periods
  WHERE period_no = $month_no
),
units AS (
  SELECT DISTINCT m.scope_no, 'branch' AS level, m.branch_id AS id, m.branch_name AS name
  FROM report_members AS m
  INNER JOIN report_scopes AS c ON c.scope_no = m.scope_no AND c.level IN ('company', 'branch')
  WHERE m.period_no = $month_no
  UNION ALL
  SELECT DISTINCT m.scope_no, 'team', m.team_id, m.team_name
  FROM report_members AS m
  INNER JOIN report_scopes AS c ON c.scope_no = m.scope_no AND c.level IN ('company', 'branch', 'team')
  WHERE m.period_no = $month_no
  UNION ALL
  SELECT m.scope_no, 'specialist', m.specialist_id, m.specialist_name
  FROM report_members AS m
  INNER JOIN report_scopes AS c ON c.scope_no = m.scope_no AND c.level = 'specialist'
  WHERE m.period_no = $month_no
)
SELECT
  u.scope_no,
  u.level,
  CASE WHEN u.id = 'unassigned' THEN u.id ELSE u.name END AS name,
  v.denominator AS due,
  v.numerator AS collected,
  v.numerator AS rate,
  v.denominator AS rate_of,
  d.passed,
  d.days AS passed_of,
  CASE WHEN v.numerator * d.days < v.denominator * d.passed THEN 'behind' ELSE 'ahead' END AS pace
FROM units AS u
INNER JOIN report_values AS v
  ON v.level = u.level AND v.entity_id = u.id AND v.period_no = $month_no
    AND v.metric = 'collection_completion_rate_count'
CROSS JOIN days AS d
ORDER BY u.scope_no, u.level, v.value, u.id

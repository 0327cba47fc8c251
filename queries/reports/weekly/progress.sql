-- zh: 收费进度与应达进度
-- en: Collection against the pace
-- note_zh: {month}应收的件数达成与应达进度对比，差距大者在前。应达进度 = 目标 × 截至同日已收齐的份额 ÷
--    截至月末的份额，份额取公司前十二个月同交费方式、同渠道的件；整月不足三个或无目标时不作比较。
-- note_en: Items due in {month} that are settled against the pace, widest gap first. Pace: target x share settled by the same
--    day / share settled by the month's end, of the company's items of the same mode and channel in the twelve months before;
--    with fewer than three full months, or without a target, there is none.
-- kind: table
-- metrics: collection_completion_rate_count
-- views: month
-- group_zh: 层级
-- group_en: Level
-- group: level
-- group_words: levels
-- columns: name, due, collected, rate, target, expected, gap, pace
-- formats: word:unit, count, count, bar, share, share, change:rate:expected, word:pace
-- columns_zh: 机构 / 团队, {month}应收件数, 已收件数, 件数达成, 目标, 应达进度, 差距, 进度
-- columns_en: Branch / team, Due items in {month}, Collected items, Items %, Target, Pace, Gap, State
-- chart: bars
-- chart_label: name
-- chart_values: rate, expected
WITH units AS (
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
),
paced AS (
  SELECT level, entity_id, months, by_day, by_end
  FROM report_pace
  WHERE months >= 3 AND by_end > 0
)
SELECT
  u.scope_no,
  u.level,
  CASE WHEN u.id = 'unassigned' THEN u.id ELSE u.name END AS name,
  v.denominator AS due,
  v.numerator AS collected,
  v.numerator AS rate,
  v.denominator AS rate_of,
  v.target,
  1 AS target_of,
  v.target * p.by_day AS expected,
  p.by_end AS expected_of,
  CASE
    WHEN v.target IS NULL THEN 'no_target'
    WHEN p.by_end IS NULL THEN 'too_few'
    WHEN v.low_sample THEN 'low'
    WHEN v.numerator * p.by_end < v.target * p.by_day * v.denominator THEN 'behind'
    ELSE 'ahead'
  END AS pace
FROM units AS u
INNER JOIN report_values AS v
  ON v.level = u.level AND v.entity_id = u.id AND v.period_no = $month_no
    AND v.metric = 'collection_completion_rate_count'
LEFT JOIN paced AS p ON p.level = u.level AND p.entity_id = u.id
ORDER BY
  u.scope_no, u.level, v.numerator * 1000000 // v.denominator - CAST(v.target * p.by_day * 1000000 AS BIGINT) // p.by_end NULLS LAST, u.id

-- zh: 团队收费进度表
-- en: Team sheets
-- note_zh: {month}应收按周末可知的数据；合计取自团队层级的指标，期间换过团队的专员其往月未收计在个人行。状态按件数达成评定：月末后对照本行目标，月内只看领先或落后于应达进度；件数过少、无应达进度者不评。
-- note_en: Due in {month} as known at the week's end; totals are the team's own metrics, so the open items of people who
--    changed teams stand in their own row. The state goes by items, against the row's own target once
--    the month is over, ahead of the pace or behind it before; there is none on few items or without a pace.
-- kind: table
-- metrics: collection_completion_rate_count, collection_completion_rate
-- views: month, month-1, month-2
-- group: team_id
-- group_title: team_name
-- group_words: unit
-- sheets: group
-- columns: specialist_name, due, due_premium, collected, collected_premium, open, open_premium, rate, rate_premium,
--    open_2, open_1, open_all, short, state
-- formats: word:unit, count, money, count, money, count, money, bar, share, count, count, count, some, state:rate
-- columns_zh: 专员, {month}应收件数, 应收保费, 已收件数, 已收保费, 未收件数, 未收保费, 件数达成, 保费达成, {month_2}未收件数,
--    {month_1}未收件数, 总未收件数, 距目标差额件数, 状态
-- columns_en: Specialist, Due items in {month}, Due premium, Collected items, Collected premium, Open items,
--    Open premium, Items %, Premium %, Open items of {month_2}, Open items of {month_1}, All open items,
--    Items short of target, State
-- Before the month is over the state goes by the pace.
WITH month AS (
  SELECT reference_on >= last_on AS is_over FROM run_periods WHERE period_no = $month_no
),
sums AS (
  SELECT
    level,
    entity_id,
    MAX(CASE WHEN period_no = $month_no AND is_count THEN denominator END) AS due,
    MAX(CASE WHEN period_no = $month_no AND is_count THEN numerator END) AS collected,
    MAX(CASE WHEN period_no = $month_no AND is_count THEN value END) AS value,
    MAX(CASE WHEN period_no = $month_no AND is_count THEN target END) AS target,
    BOOL_OR(period_no = $month_no AND is_count AND low_sample) AS is_low,
    MAX(CASE WHEN period_no = $month_no AND NOT is_count THEN denominator END) AS due_premium,
    MAX(CASE WHEN period_no = $month_no AND NOT is_count THEN numerator END) AS collected_premium,
    MAX(CASE WHEN period_no = $month_1_no AND is_count THEN denominator - numerator END) AS open_1,
    MAX(CASE WHEN period_no = $month_2_no AND is_count THEN denominator - numerator END) AS open_2
  FROM (
    SELECT *, metric = 'collection_completion_rate_count' AS is_count
    FROM report_values
    WHERE metric IN ('collection_completion_rate_count', 'collection_completion_rate')
      AND period_no IN ($month_no, $month_1_no, $month_2_no)
  ) AS months
  GROUP BY level, entity_id
),
people AS (
  SELECT scope_no, specialist_id, specialist_name, team_id, team_name, branch_id
  FROM report_members
  WHERE period_no = $month_no
),
wanted AS (
  SELECT p.scope_no, p.branch_id, p.team_id, p.team_name, p.specialist_id, p.specialist_name, FALSE AS is_total, s.*
  FROM people AS p
  INNER JOIN sums AS s ON s.level = 'specialist' AND s.entity_id = p.specialist_id
  UNION ALL
  SELECT DISTINCT
    p.scope_no, p.branch_id, p.team_id, p.team_name, '' AS specialist_id, '' AS specialist_name, TRUE AS is_total, s.*
  FROM people AS p
  INNER JOIN sums AS s ON s.level = 'team' AND s.entity_id = p.team_id
  WHERE p.scope_no NOT IN (SELECT scope_no FROM report_scopes WHERE level = 'specialist')
),
filled AS (
  SELECT
    scope_no,
    branch_id,
    team_id,
    CASE WHEN team_id = 'unassigned' THEN team_id ELSE team_name END AS team_name,
    specialist_id,
    level,
    entity_id,
    CASE WHEN is_total THEN 'total' ELSE specialist_name END AS specialist_name,
    is_total,
    value,
    target,
    is_low,
    COALESCE(due, 0) AS due,
    COALESCE(due_premium, 0) AS due_premium,
    COALESCE(collected, 0) AS collected,
    COALESCE(collected_premium, 0) AS collected_premium,
    COALESCE(open_1, 0) AS open_1,
    COALESCE(open_2, 0) AS open_2
  FROM wanted
)
SELECT
  scope_no,
  team_id,
  team_name,
  specialist_id,
  specialist_name,
  is_total,
  due,
  due_premium,
  collected,
  collected_premium,
  due - collected AS open,
  due_premium - collected_premium AS open_premium,
  collected AS rate,
  due AS rate_of,
  CASE
    WHEN is_over THEN target
    ELSE CAST(CAST(target * 1000000 AS BIGINT) * p.by_day // p.by_end AS DECIMAL(38, 0)) * 0.000001
  END AS rate_target,
  is_low OR NOT is_over AND (p.by_end IS NULL OR target IS NULL) AS rate_low,
  NOT is_over AS rate_part,
  collected_premium AS rate_premium,
  due_premium AS rate_premium_of,
  open_2,
  open_1,
  open_2 + open_1 + due - collected AS open_all,
  CASE WHEN due * target > collected THEN CEIL(due * target - collected) END AS short
FROM filled AS f
CROSS JOIN month
LEFT JOIN report_pace AS p
  ON p.level = f.level AND p.entity_id = f.entity_id AND p.months >= 3 AND p.by_end > 0
WHERE is_total OR due > 0 OR open_1 > 0 OR open_2 > 0
ORDER BY scope_no, branch_id = 'unassigned', branch_id, team_id, is_total, value DESC NULLS LAST, due DESC, specialist_id

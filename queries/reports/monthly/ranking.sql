-- zh: 团队内排名
-- en: Ranking within teams
-- note_zh: 按件数完成率在整个团队内排名（名次/人数）；低样本（应收件数过少）列出但不排名、不评状态；状态对照本人目标。
-- note_en: By completion of items within the whole team (place/people); low samples are listed without place and state; the state goes by one's own target.
-- kind: table
-- show: folded
-- metrics: collection_completion_rate_count, renewal_rate, grace_end_rate_count, contact_coverage, conversion_rate
-- group_zh: 团队
-- group_en: Team
-- group: team_id
-- group_title: team_name
-- group_words: unit
-- columns: specialist_name, place, rate, due, against, renewal, grace_end, coverage, conversion, state, low
-- formats: text, text, bar, count, change:rate:team, share, share, share, share, state:rate, word:sample
-- columns_zh: 专员, 名次, 件数完成率, 应收件数, 较团队, 续费率, 宽末达成率, 接触覆盖率, 转化率, 状态, 样本
-- columns_en: Specialist, Place, Completion, Items due, Against team, Renewal, Grace end, Contact coverage, Conversion,
--    State, Sample
WITH sums AS (
  SELECT
    level,
    entity_id,
    MAX(CASE WHEN metric = 'collection_completion_rate_count' THEN numerator END) AS done,
    MAX(CASE WHEN metric = 'collection_completion_rate_count' THEN denominator END) AS due,
    MAX(CASE WHEN metric = 'collection_completion_rate_count' THEN value END) AS value,
    BOOL_OR(metric = 'collection_completion_rate_count' AND low_sample) AS is_low,
    MAX(CASE WHEN metric = 'collection_completion_rate_count' THEN target END) AS target,
    MAX(CASE WHEN metric = 'renewal_rate' THEN numerator END) AS renewal,
    MAX(CASE WHEN metric = 'renewal_rate' THEN denominator END) AS renewal_of,
    MAX(CASE WHEN metric = 'grace_end_rate_count' THEN numerator END) AS grace_end,
    MAX(CASE WHEN metric = 'grace_end_rate_count' THEN denominator END) AS grace_end_of,
    MAX(CASE WHEN metric = 'contact_coverage' THEN numerator END) AS coverage,
    MAX(CASE WHEN metric = 'contact_coverage' THEN denominator END) AS coverage_of,
    MAX(CASE WHEN metric = 'conversion_rate' THEN numerator END) AS conversion,
    MAX(CASE WHEN metric = 'conversion_rate' THEN denominator END) AS conversion_of
  FROM report_values
  WHERE period_no = $period_no
  GROUP BY level, entity_id
),
-- The place within the whole team, also where the review is of one of its people.
places AS (
  SELECT
    s.specialist_id,
    CONCAT(
      RANK() OVER (PARTITION BY s.team_id ORDER BY v.value DESC), '/', COUNT(*) OVER (PARTITION BY s.team_id)
    ) AS place,
    RANK() OVER (PARTITION BY s.team_id ORDER BY v.value DESC) AS place_no
  FROM run_specialists AS s
  INNER JOIN sums AS v ON v.level = 'specialist' AND v.entity_id = s.specialist_id
  WHERE s.period_no = $period_no AND v.value IS NOT NULL AND NOT v.is_low
),
people AS (
  SELECT
    s.scope_no, s.branch_id, s.team_id, s.team_name, s.specialist_id, s.specialist_name, v.*, t.done AS team_done,
    t.due AS team_due, p.place, p.place_no
  FROM report_members AS s
  INNER JOIN sums AS v ON v.level = 'specialist' AND v.entity_id = s.specialist_id
  LEFT JOIN places AS p ON p.specialist_id = s.specialist_id
  LEFT JOIN sums AS t ON t.level = 'team' AND t.entity_id = s.team_id
  WHERE s.period_no = $period_no AND v.due IS NOT NULL
)
SELECT
  scope_no,
  team_id,
  CASE WHEN team_id = 'unassigned' THEN team_id ELSE team_name END AS team_name,
  specialist_name,
  place,
  done AS rate,
  due AS rate_of,
  target AS rate_target,
  is_low AS rate_low,
  due,
  team_done - done AS team,
  team_due - due AS team_of,
  renewal,
  renewal_of,
  grace_end,
  grace_end_of,
  coverage,
  coverage_of,
  conversion,
  conversion_of,
  CASE WHEN is_low THEN 'low' ELSE '' END AS low
FROM people
ORDER BY scope_no, branch_id = 'unassigned', branch_id, team_id, place_no NULLS LAST, due DESC, specialist_id

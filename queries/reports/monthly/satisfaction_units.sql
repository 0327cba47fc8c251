-- zh: 满意度明细
-- en: Satisfaction in detail
-- note_zh: 本月发出与回收的问卷；近三月评分为截至月末三个自然月，个人与小团队宜看此列；分低者在前，低样本列在后。
-- note_en: Surveys sent and answered in the month; the score of three months is that of the calendar months up to this one, for people
--    and small teams. The lowest score first, low samples last.
-- kind: table
-- when_empty: leave_out
-- needs: surveys
-- show: folded
-- metrics: csat_score_rolling, csat_top2, nps, survey_response_rate
-- group_zh: 层级
-- group_en: Level
-- group: level
-- group_words: levels
-- columns: unit_name, sent, response, one, two, three, four, five, top2, nps, rolling, answers, sample
-- formats: word:unit, count, share, count, count, count, count, count, share, share, score, count, word:sample
-- columns_zh: 单位, 发出, 回收率, 1 分, 2 分, 3 分, 4 分, 5 分, 满意率, 净推荐值, 近三月评分, 近三月份数, 样本
-- columns_en: Unit, Sent, Response, Score 1, Score 2, Score 3, Score 4, Score 5, Top two, NPS, Score of three months, Answers, Sample
WITH scores AS (
  SELECT
    specialist_key,
    SUM(CASE WHEN score = 1 THEN 1 ELSE 0 END) AS one,
    SUM(CASE WHEN score = 2 THEN 1 ELSE 0 END) AS two,
    SUM(CASE WHEN score = 3 THEN 1 ELSE 0 END) AS three,
    SUM(CASE WHEN score = 4 THEN 1 ELSE 0 END) AS four,
    SUM(CASE WHEN score = 5 THEN 1 ELSE 0 END) AS five
  FROM run_surveys
  WHERE period_no = $period_no AND is_answered_in_period
  GROUP BY specialist_key
),
sums AS (
  SELECT
    specialist_key,
    SUM(CASE WHEN metric = 'survey_response_rate' THEN numerator ELSE 0 END) AS responded,
    SUM(CASE WHEN metric = 'survey_response_rate' THEN denominator ELSE 0 END) AS sent,
    SUM(CASE WHEN metric = 'csat_top2' THEN numerator ELSE 0 END) AS top2,
    SUM(CASE WHEN metric = 'csat_top2' THEN denominator ELSE 0 END) AS top2_of,
    SUM(CASE WHEN metric = 'nps' THEN numerator ELSE 0 END) AS nps,
    SUM(CASE WHEN metric = 'nps' THEN denominator ELSE 0 END) AS nps_of,
    SUM(CASE WHEN metric = 'csat_score_rolling' THEN numerator ELSE 0 END) AS points,
    SUM(CASE WHEN metric = 'csat_score_rolling' THEN denominator ELSE 0 END) AS answers
  FROM run_values
  WHERE period_no = $period_no AND metric IN ('survey_response_rate', 'csat_top2', 'nps', 'csat_score_rolling')
  GROUP BY specialist_key
),
units AS (
  SELECT
    u.scope_no,
    u.step,
    u.level,
    u.unit_id,
    MIN(u.unit_name) AS unit_name,
    SUM(m.sent) AS sent,
    SUM(m.responded) AS responded,
    SUM(COALESCE(q.one, 0)) AS one,
    SUM(COALESCE(q.two, 0)) AS two,
    SUM(COALESCE(q.three, 0)) AS three,
    SUM(COALESCE(q.four, 0)) AS four,
    SUM(COALESCE(q.five, 0)) AS five,
    SUM(m.top2) AS top2,
    SUM(m.top2_of) AS top2_of,
    SUM(m.nps) AS nps,
    SUM(m.nps_of) AS nps_of,
    SUM(m.points) AS points,
    SUM(m.answers) AS answers
  FROM report_units AS u
  INNER JOIN sums AS m ON m.specialist_key = u.specialist_key
  LEFT JOIN scores AS q ON q.specialist_key = u.specialist_key
  GROUP BY u.scope_no, u.step, u.level, u.unit_id
)
SELECT
  scope_no,
  level,
  CASE WHEN unit_id = 'unassigned' THEN unit_id ELSE unit_name END AS unit_name,
  CAST(sent AS BIGINT) AS sent,
  responded AS response,
  sent AS response_of,
  one,
  two,
  three,
  four,
  five,
  top2,
  top2_of,
  nps,
  nps_of,
  points AS rolling,
  answers AS rolling_of,
  CAST(answers AS BIGINT) AS answers,
  CASE WHEN answers < $low_sample THEN 'low_sample' ELSE '' END AS sample
FROM units
ORDER BY scope_no, step, answers < $low_sample, points / NULLIF(answers, 0) NULLS LAST, unit_id

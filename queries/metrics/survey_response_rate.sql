-- id: survey_response_rate
-- zh: 问卷回收率
-- en: Survey response rate
-- unit: ratio
-- direction: higher
-- basis: count
-- needs: surveys
-- definition_zh: 期内发出的问卷中截至数据日已回收的份数 ÷ 发出份数
-- definition_en: Surveys sent in the period and answered by the as-of day over surveys sent
-- source: 续期收费指标口径 / renewal metrics dictionary, docs/metrics.md
-- explain: surveys_sent
SELECT
  period_no, specialist_key, slice_key, due_no, stage,
  'survey' AS record, survey_id AS record_id, item_key,
  CASE WHEN is_answered THEN 1 ELSE 0 END AS numerator,
  1 AS denominator
FROM run_surveys
WHERE is_sent

-- id: nps
-- zh: 净推荐值
-- en: Net promoter score
-- unit: ratio
-- direction: higher
-- basis: points
-- needs: surveys
-- definition_zh: 期内回收且有推荐意愿的问卷中，推荐者（9 至 10）减贬损者（0 至 6）÷ 份数
-- definition_en: Promoters (9-10) less detractors (0-6) over answers with a recommendation; from -1 to 1
-- source: 续期收费指标口径 / renewal metrics dictionary, docs/metrics.md
-- explain: recommendations
SELECT
  period_no, specialist_key, slice_key, due_no, stage,
  'survey' AS record, survey_id AS record_id, item_key,
  CASE WHEN recommend >= 9 THEN 1 WHEN recommend <= 6 THEN -1 ELSE 0 END AS numerator,
  1 AS denominator
FROM run_surveys
WHERE is_answered_in_period AND recommend IS NOT NULL

-- id: csat_score
-- zh: 客户满意度
-- en: Satisfaction score
-- unit: score
-- direction: higher
-- basis: points
-- needs: surveys
-- definition_zh: 期内回收且有评分的问卷，评分之和 ÷ 份数（1 至 5 分）
-- definition_en: Mean score, 1 to 5, of the surveys answered in the period
-- source: 续期收费指标口径 / renewal metrics dictionary, docs/metrics.md
-- explain: scores
SELECT
  period_no, specialist_key, slice_key, due_no, stage,
  'survey' AS record, survey_id AS record_id, item_key,
  score AS numerator,
  1 AS denominator
FROM run_surveys
WHERE is_answered_in_period AND score IS NOT NULL

-- id: csat_top2
-- zh: 满意率
-- en: Top-two satisfaction
-- unit: ratio
-- direction: higher
-- basis: count
-- needs: surveys
-- definition_zh: 期内回收且有评分的问卷中评 4 分及以上的份数 ÷ 份数
-- definition_en: Answers with a score of 4 or 5 over answers with a score
-- source: 续期收费指标口径 / renewal metrics dictionary, docs/metrics.md
-- explain: scores
SELECT
  period_no, specialist_key, slice_key, due_no, stage,
  'survey' AS record, survey_id AS record_id, item_key,
  CASE WHEN score >= 4 THEN 1 ELSE 0 END AS numerator,
  1 AS denominator
FROM run_surveys
WHERE is_answered_in_period AND score IS NOT NULL

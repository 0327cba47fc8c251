-- id: visit_count
-- zh: 亲访量
-- en: Visits
-- unit: count
-- direction: higher
-- basis: count
-- needs: activities
-- definition_zh: 期内亲访次数
-- definition_en: Activities of kind visit in the period
-- source: 续期收费指标口径 / renewal metrics dictionary, docs/metrics.md
-- explain: visits
SELECT
  period_no, specialist_key, slice_key, due_no, stage,
  'activity' AS record, activity_id AS record_id, item_key,
  1 AS numerator,
  CAST(NULL AS BIGINT) AS denominator
FROM run_activities
WHERE kind = 'visit'

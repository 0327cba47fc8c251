-- id: contact_count
-- zh: 客户接触量
-- en: Contacts
-- unit: count
-- direction: higher
-- basis: count
-- needs: activities
-- definition_zh: 期内活动次数
-- definition_en: Activities in the period
-- source: 续期收费指标口径 / renewal metrics dictionary, docs/metrics.md
SELECT
  period_no, specialist_key, slice_key, due_no, stage,
  'activity' AS record, activity_id AS record_id, item_key,
  1 AS numerator,
  CAST(NULL AS BIGINT) AS denominator
FROM run_activities

-- id: effective_contact_count
-- zh: 有效接触量
-- en: Effective contacts
-- unit: count
-- direction: higher
-- basis: count
-- needs: activities
-- definition_zh: 期内有应收件且结果为已联系、承诺、拒绝或已缴的活动次数
-- definition_en: Activities of the period about a due item with outcome connected, promised, refused or paid
-- source: 续期收费指标口径 / renewal metrics dictionary, docs/metrics.md
-- explain: effective_contacts
SELECT
  period_no, specialist_key, slice_key, due_no, stage,
  'activity' AS record, activity_id AS record_id, item_key,
  1 AS numerator,
  CAST(NULL AS BIGINT) AS denominator
FROM run_activities
WHERE is_effective

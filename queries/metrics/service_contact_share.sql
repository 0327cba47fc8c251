-- id: service_contact_share
-- zh: 服务性接触占比
-- en: Contacts for service
-- unit: ratio
-- direction: higher
-- basis: count
-- needs: activities
-- definition_zh: 期内接触到客户的活动中，目的为服务或关怀、或未关联应收的次数 ÷ 次数
-- definition_en: Activities of the period that reached somebody for service or care, or about no due item, over all
--    that reached somebody
-- source: 续期收费指标口径 / renewal metrics dictionary, docs/metrics.md
-- explain: reached
SELECT
  period_no, specialist_key, slice_key, due_no, stage,
  'activity' AS record, activity_id AS record_id, item_key,
  CASE WHEN is_service THEN 1 ELSE 0 END AS numerator,
  1 AS denominator
FROM run_activities
WHERE is_reached

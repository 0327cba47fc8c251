-- id: promised_service_kept
-- zh: 承诺服务兑现率
-- en: Promised services kept
-- unit: ratio
-- direction: higher
-- basis: count
-- needs: activities, visits
-- definition_zh: 承诺服务日在期内的亲访记录中，到该日（含）已兑现的次数 ÷ 次数
-- definition_en: Services promised at a visit for a day in the period and kept by that day, over all of them
-- source: 续期收费指标口径 / renewal metrics dictionary, docs/metrics.md
-- explain: service_promises
SELECT
  d.period_no, v.specialist_key, v.slice_key, v.due_no, d.month - v.due_month AS stage,
  'activity' AS record, v.activity_id AS record_id, v.item_key,
  CASE WHEN v.kept_on <= v.promised_by THEN 1 ELSE 0 END AS numerator,
  1 AS denominator
FROM facts.visits AS v
INNER JOIN run_days AS d ON d.day_on = v.promised_by AND v.occurred_on <= d.as_of

-- id: form_return_rate
-- zh: 评鉴表回收率
-- en: Forms returned in time
-- unit: ratio
-- direction: higher
-- basis: count
-- needs: service_reviews
-- definition_zh: 发出后第 7 日（可设）在期内的服务评鉴表中，到该日（含）已回收的份数 ÷ 份数；两种评鉴表都算，只算已发出的
-- definition_en: Reviews of service whose seventh day after issue (a setting) lies in the period and that were back
--    by that day, over all of them; both forms; forms that were never issued do not count
-- source: 续期收费指标口径 / renewal metrics dictionary, docs/metrics.md
-- explain: forms_issued
SELECT
  d.period_no, r.specialist_key, r.slice_key, r.due_no, d.month - r.due_month AS stage,
  'service_review' AS record, r.review_id AS record_id, r.item_key,
  CASE WHEN r.returned_on <= r.return_by THEN 1 ELSE 0 END AS numerator,
  1 AS denominator
FROM facts.service_reviews AS r
INNER JOIN run_days AS d ON d.day_on = r.return_by

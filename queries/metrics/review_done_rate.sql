-- id: review_done_rate
-- zh: 评鉴完成率
-- en: Forms graded in time
-- unit: ratio
-- direction: higher
-- basis: count
-- needs: service_reviews
-- definition_zh: 回收后第 3 日（可设）在期内的服务评鉴表中，到该日（含）已由主管（非本人）评定等级的份数 ÷ 份数；迟交的也
--    算
-- definition_en: Returned reviews of service whose third day after return (a setting) lies in the period and that a
--    supervisor, not the specialist, had graded by that day, over all of them; those returned late too
-- source: 续期收费指标口径 / renewal metrics dictionary, docs/metrics.md
-- explain: forms_returned
SELECT
  d.period_no, r.specialist_key, r.slice_key, r.due_no, d.month - r.due_month AS stage,
  'service_review' AS record, r.review_id AS record_id, r.item_key,
  CASE WHEN r.graded_on <= r.review_by THEN 1 ELSE 0 END AS numerator,
  1 AS denominator
FROM facts.service_reviews AS r
INNER JOIN run_days AS d ON d.day_on = r.review_by AND r.issued_on <= d.as_of

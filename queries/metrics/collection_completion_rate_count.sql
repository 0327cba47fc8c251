-- id: collection_completion_rate_count
-- zh: 收费完成率（件数）
-- en: Collection completion rate (items)
-- unit: ratio
-- direction: higher
-- basis: count
-- needs: payments
-- definition_zh: 期内应收的续期件中截至数据日已收齐的件数 ÷ 应收件数
-- definition_en: Renewal items due in the period that are settled on the as-of day, over all of them
-- source: 续期收费指标口径 / renewal metrics dictionary, docs/metrics.md
-- explain: due
SELECT
  period_no, specialist_key, slice_key, due_no, stage, item_key,
  CASE WHEN is_settled THEN 1 ELSE 0 END AS numerator,
  1 AS denominator
FROM run_items
WHERE is_due

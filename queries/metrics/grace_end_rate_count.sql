-- id: grace_end_rate_count
-- zh: 宽末达成率（件数）
-- en: Grace-end rate (items)
-- unit: ratio
-- direction: higher
-- basis: count
-- needs: payments
-- definition_zh: 应收月为前两个月的续期件中在宽限期内收齐的件数 ÷ 应收件数
-- definition_en: Items renewed within grace over items due, items due two months before the month
-- source: 续期收费指标口径 / renewal metrics dictionary, docs/metrics.md
-- explain: grace_end_month
SELECT
  period_no, specialist_key, slice_key, due_no, stage, item_key,
  CASE WHEN is_renewed THEN 1 ELSE 0 END AS numerator,
  1 AS denominator
FROM run_items
WHERE is_grace_end_month

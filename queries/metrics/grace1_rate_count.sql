-- id: grace1_rate_count
-- zh: 宽一达成率（件数）
-- en: Grace month 1 rate (items)
-- unit: ratio
-- direction: higher
-- basis: count
-- needs: payments
-- definition_zh: 应收月为上月的续期件，截至本月末（不晚于数据日）已收齐件数 ÷ 应收件数
-- definition_en: Items settled over items due: items due in the month before, by the end of the month, never after
--    the as-of day
-- source: 续期收费指标口径 / renewal metrics dictionary, docs/metrics.md
-- explain: grace1_month
SELECT
  period_no, specialist_key, slice_key, due_no, stage, item_key,
  CASE WHEN is_settled_by_next_month_end THEN 1 ELSE 0 END AS numerator,
  1 AS denominator
FROM run_items
WHERE is_grace1_month

-- id: current_month_rate_count
-- zh: 当月达成率（件数）
-- en: Current-month rate (items)
-- unit: ratio
-- direction: higher
-- basis: count
-- needs: payments
-- definition_zh: 应收月为本月的续期件，截至月末（不晚于数据日）已收齐件数 ÷ 应收件数
-- definition_en: Items settled over items due: items due in the month, by the end of it, never after the as-of day
-- source: 续期收费指标口径 / renewal metrics dictionary, docs/metrics.md
-- explain: current_month
SELECT
  period_no, specialist_key, slice_key, due_no, stage, item_key,
  CASE WHEN is_settled_by_month_end THEN 1 ELSE 0 END AS numerator,
  1 AS denominator
FROM run_items
WHERE is_current_month

-- id: current_month_rate
-- zh: 当月达成率（保费）
-- en: Current-month rate (premium)
-- unit: ratio
-- direction: higher
-- basis: premium
-- needs: payments
-- definition_zh: 应收月为本月的续期件，截至月末（不晚于数据日）实收保费 ÷ 应收保费
-- definition_en: Amounts collected over amounts due: items due in the month, by the end of it, never after the
--    as-of day
-- source: 续期收费指标口径 / renewal metrics dictionary, docs/metrics.md
-- explain: current_month
SELECT
  period_no, specialist_key, slice_key, due_no, stage, item_key,
  collected_by_month_end AS numerator,
  amount_due AS denominator
FROM run_items
WHERE is_current_month

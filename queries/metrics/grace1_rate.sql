-- id: grace1_rate
-- zh: 宽一达成率（保费）
-- en: Grace month 1 rate (premium)
-- unit: ratio
-- direction: higher
-- basis: premium
-- needs: payments
-- definition_zh: 应收月为上月的续期件，截至本月末（不晚于数据日）实收保费 ÷ 应收保费
-- definition_en: Amounts collected over amounts due: items due in the month before, by the end of the month, never
--    after the as-of day
-- source: 续期收费指标口径 / renewal metrics dictionary, docs/metrics.md
-- explain: grace1_month
SELECT
  period_no, specialist_key, slice_key, due_no, stage, item_key,
  collected_by_next_month_end AS numerator,
  amount_due AS denominator
FROM run_items
WHERE is_grace1_month

-- id: grace_end_rate
-- zh: 宽末达成率（保费）
-- en: Grace-end rate (premium)
-- unit: ratio
-- direction: higher
-- basis: premium
-- needs: payments
-- definition_zh: 应收月为前两个月的续期件，截至宽限期末日（不晚于数据日）实收保费 ÷ 应收保费
-- definition_en: Amounts collected by the grace end over amounts due, items due two months before the month
-- source: 续期收费指标口径 / renewal metrics dictionary, docs/metrics.md
-- explain: grace_end_month
SELECT
  period_no, specialist_key, slice_key, due_no, stage, item_key,
  collected_by_grace_end AS numerator,
  amount_due AS denominator
FROM run_items
WHERE is_grace_end_month

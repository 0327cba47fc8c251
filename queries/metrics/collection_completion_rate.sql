-- id: collection_completion_rate
-- zh: 收费完成率（保费）
-- en: Collection completion rate (premium)
-- unit: ratio
-- direction: higher
-- basis: premium
-- needs: payments
-- definition_zh: 期内应收的续期件截至数据日实收保费（每件不低于零、不超过应收）÷ 应收保费
-- definition_en: Collected amounts, each held between zero and its amount due, over the amounts of the renewal
--    items due in the period
-- source: 续期收费指标口径 / renewal metrics dictionary, docs/metrics.md
-- explain: due
SELECT
  period_no, specialist_key, slice_key, due_no, stage, item_key,
  collected AS numerator,
  amount_due AS denominator
FROM run_items
WHERE is_due

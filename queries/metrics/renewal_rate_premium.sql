-- id: renewal_rate_premium
-- zh: 续费率（保费）
-- en: Renewal rate (premium)
-- unit: ratio
-- direction: higher
-- basis: premium
-- needs: payments
-- definition_zh: 宽限期于期内届满的续期件中在宽限期内（含末日）收齐者的应收保费 ÷ 全部届满件的应收保费
-- definition_en: Amount due of the items renewed within grace, over that of all items whose grace ended in the period
-- source: 续期收费指标口径 / renewal metrics dictionary, docs/metrics.md
-- explain: matured
SELECT
  period_no, specialist_key, slice_key, due_no, stage, item_key,
  CASE WHEN is_renewed THEN amount_due ELSE 0 END AS numerator,
  amount_due AS denominator
FROM run_items
WHERE is_matured

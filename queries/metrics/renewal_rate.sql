-- id: renewal_rate
-- zh: 续费率（件数）
-- en: Renewal rate (items)
-- unit: ratio
-- direction: higher
-- basis: count
-- needs: payments
-- definition_zh: 宽限期于期内届满的续期件中在宽限期内（含末日）收齐的件数 ÷ 宽限期届满件数
-- definition_en: Items whose grace ended in the period and that were settled by then, over all items whose grace
--    ended
-- source: 续期收费指标口径 / renewal metrics dictionary, docs/metrics.md
-- explain: matured
SELECT
  period_no, specialist_key, slice_key, due_no, stage, item_key,
  CASE WHEN is_renewed THEN 1 ELSE 0 END AS numerator,
  1 AS denominator
FROM run_items
WHERE is_matured

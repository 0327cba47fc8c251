-- id: lapse_rate
-- zh: 失效率
-- en: Lapse rate
-- unit: ratio
-- direction: lower
-- basis: count
-- needs: payments
-- definition_zh: 宽限期于期内届满的续期件中未在宽限期内收齐的件数 ÷ 宽限期届满件数（与续费率互补）
-- definition_en: Items whose grace ended in the period unsettled, over all items whose grace ended; the complement
--    of the renewal rate
-- source: 续期收费指标口径 / renewal metrics dictionary, docs/metrics.md
-- explain: matured
SELECT
  period_no, specialist_key, slice_key, due_no, stage, item_key,
  CASE WHEN is_renewed THEN 0 ELSE 1 END AS numerator,
  1 AS denominator
FROM run_items
WHERE is_matured

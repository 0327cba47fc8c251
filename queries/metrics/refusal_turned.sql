-- id: refusal_turned
-- zh: 拒绝转化率
-- en: Refusals turned
-- unit: ratio
-- direction: higher
-- basis: count
-- needs: activities, payments
-- definition_zh: 宽限期于期内届满、宽限期内有过拒绝且拒绝前一日尚未收齐的续期件中，在宽限期内（含末日）收齐的件数 ÷ 件数；
--    拒绝当日收齐也算转化
-- definition_en: Items whose grace ended in the period that were refused by then while not settled on the day before,
--    and settled by the end of grace all the same, over all such items; paid on the day of the refusal counts as
--    turned
-- source: 续期收费指标口径 / renewal metrics dictionary, docs/metrics.md
-- explain: matured, refused
SELECT
  i.period_no, i.specialist_key, i.slice_key, i.due_no, i.stage, i.item_key,
  CASE WHEN i.is_renewed THEN 1 ELSE 0 END AS numerator,
  1 AS denominator
FROM run_items AS i
INNER JOIN run_refused_items AS f ON f.period_no = i.period_no AND f.item_key = i.item_key
WHERE i.is_matured

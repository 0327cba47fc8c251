-- id: days_to_collect
-- zh: 平均回收天数
-- en: Days to collect
-- unit: days
-- direction: lower
-- basis: points
-- needs: payments
-- definition_zh: 期内收齐的续期件，收齐日减应缴日的天数之和 ÷ 件数
-- definition_en: Days from due day to settled-on, mean over the renewal items settled in the period
-- source: 续期收费指标口径 / renewal metrics dictionary, docs/metrics.md
-- explain: settled
SELECT
  period_no, specialist_key, slice_key, due_no, stage, item_key,
  settled_on - due_on AS numerator,
  1 AS denominator
FROM run_settled_items

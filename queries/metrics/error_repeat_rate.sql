-- id: error_repeat_rate
-- zh: 差错重复率
-- en: Errors repeated
-- unit: ratio
-- direction: lower
-- basis: count
-- needs: errors
-- definition_zh: 期内发生的收费差错中重复发生的件数 ÷ 件数（注明重复于不晚于它的另一差错，或 90 天内（可设）同一人已有同类型、同原因的差错）
-- definition_en: Errors of the period that repeat another one, over all of them: one they name that is not later, or one of the same
--    person, kind and cause up to 90 days before (a setting)
-- source: 续期收费指标口径 / renewal metrics dictionary, docs/metrics.md
SELECT
  d.period_no, e.specialist_key, e.slice_key, e.due_no, d.month - e.due_month AS stage,
  'error' AS record, e.error_id AS record_id, e.item_key,
  CASE WHEN e.is_repeated THEN 1 ELSE 0 END AS numerator,
  1 AS denominator
FROM facts.errors AS e
INNER JOIN run_days AS d ON d.day_on = e.occurred_on

-- id: error_repair_days
-- zh: 差错整改天数
-- en: Days to mend an error
-- unit: days
-- direction: lower
-- basis: points
-- needs: errors
-- definition_zh: 期内整改的收费差错，自发生日至整改日的天数之和 ÷ 件数（自然日）
-- definition_en: Calendar days from the error to its mending, mean over the errors mended in the period
-- source: 续期收费指标口径 / renewal metrics dictionary, docs/metrics.md
-- explain: errors_mended
SELECT
  d.period_no, e.specialist_key, e.slice_key, e.due_no, d.month - e.due_month AS stage,
  'error' AS record, e.error_id AS record_id, e.item_key,
  e.resolved_on - e.occurred_on AS numerator,
  1 AS denominator
FROM facts.errors AS e
INNER JOIN run_days AS d ON d.day_on = e.resolved_on
WHERE e.occurred_on <= d.as_of

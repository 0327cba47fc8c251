-- id: error_rate
-- zh: 收费差错率
-- en: Error rate
-- unit: ratio
-- direction: lower
-- basis: count
-- needs: errors, payments
-- definition_zh: 期内发生的收费差错数 ÷ 期内成功且计入实收的缴费笔数（归缴费当日的责任人）
-- definition_en: Errors that occurred in the period over successful counted payments made in it, each at the owner
--    of its day
-- source: 续期收费指标口径 / renewal metrics dictionary, docs/metrics.md
-- explain: payments
SELECT
  period_no, specialist_key, slice_key, due_no, stage,
  'error' AS record, error_id AS record_id, item_key,
  1 AS numerator,
  0 AS denominator
FROM run_errors
UNION ALL
SELECT
  period_no, specialist_key, slice_key, due_no, stage,
  'payment' AS record, payment_id AS record_id, item_key,
  0 AS numerator,
  1 AS denominator
FROM run_payments
WHERE is_counted_success

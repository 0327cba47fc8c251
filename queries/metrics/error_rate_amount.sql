-- id: error_rate_amount
-- zh: 金额差错率
-- en: Error rate: amount
-- unit: ratio
-- direction: lower
-- basis: count
-- definition_zh: 期内发生的金额差错数 ÷ 期内成功且计入实收的缴费笔数
-- definition_en: Errors of kind amount over successful counted payments of the period
-- source: 续期收费指标口径 / renewal metrics dictionary, docs/metrics.md
-- explain: errors, payments
SELECT
  period_no, specialist_key, slice_key, due_no, stage,
  'error' AS record, error_id AS record_id, item_key,
  1 AS numerator,
  0 AS denominator
FROM run_errors
WHERE kind = 'amount'
UNION ALL
SELECT
  period_no, specialist_key, slice_key, due_no, stage,
  'payment' AS record, payment_id AS record_id, item_key,
  0 AS numerator,
  1 AS denominator
FROM run_payments
WHERE is_counted_success

-- id: error_rate_{kind}
-- family: kind = amount, timing
-- family: kind_zh = 金额, 时间
-- zh: {kind_zh}差错率
-- en: Error rate: {kind}
-- unit: ratio
-- direction: lower
-- basis: count
-- needs: errors, payments
-- definition_zh: 期内发生的{kind_zh}差错数 ÷ 期内成功且计入实收的缴费笔数
-- definition_en: Errors of kind {kind} over successful counted payments of the period
-- source: 续期收费指标口径 / renewal metrics dictionary, docs/metrics.md
-- explain: errors, payments
SELECT
  period_no, specialist_key, slice_key, due_no, stage,
  'error' AS record, error_id AS record_id, item_key,
  1 AS numerator,
  0 AS denominator
FROM run_errors
WHERE kind = '{kind}'
UNION ALL
SELECT
  period_no, specialist_key, slice_key, due_no, stage,
  'payment' AS record, payment_id AS record_id, item_key,
  0 AS numerator,
  1 AS denominator
FROM run_payments
WHERE is_counted_success

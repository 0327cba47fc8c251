-- id: debit_failure_rate
-- zh: 代扣失败率
-- en: Debit failure rate
-- unit: ratio
-- direction: lower
-- basis: count
-- needs: payments
-- definition_zh: 期内银行代扣失败笔数 ÷ 失败与成功笔数之和（归扣款当日的责任人）
-- definition_en: Failed bank debits of the period over failed and successful ones, at the owner of their day
-- source: 续期收费指标口径 / renewal metrics dictionary, docs/metrics.md
-- explain: debits
SELECT
  period_no, specialist_key, slice_key, due_no, stage,
  'payment' AS record, payment_id AS record_id, item_key,
  CASE WHEN status = 'failed' THEN 1 ELSE 0 END AS numerator,
  1 AS denominator
FROM run_payments
WHERE method = 'bank_debit' AND status IN ('failed', 'success')

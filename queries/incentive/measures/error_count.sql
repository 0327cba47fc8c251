-- id: error_count
-- zh: 差错数
-- en: Errors
-- unit: count
-- direction: lower
-- basis: count
-- needs: errors
-- where: severity, kind
-- definition_zh: 期内发生的收费差错数，归差错记录上的人员
-- definition_en: Errors that occurred in the period, at the specialist on the row
-- source: 激励方案 / incentive plans, docs/incentives.md
SELECT
  period_no, specialist_key, slice_key, due_no, stage,
  'error' AS record, error_id AS record_id, item_key,
  severity,
  kind,
  1 AS numerator,
  CAST(NULL AS BIGINT) AS denominator
FROM run_errors

-- zh: 差错到人
-- en: Errors by person
-- note_zh: 当月有差错或整改的专员：各类件数、差错率与公司内名次（低者在前；缴费笔数少者不排）、整改天数与重复差错。
-- note_en: People with errors of the month, or mended in it: by kind, the error rate and its place in the company (the lowest first,
--    none where payments are few), days to mend, errors repeated.
-- kind: table
-- when_empty: leave_out
-- needs: errors
-- show: folded
-- metrics: error_rate, error_repair_days, error_repeat_rate
-- columns: team_name, specialist_name, errors, rate, place, amount, timing, receipt, record, compliance, mended, days, repeated
-- formats: word:unit, text, count, bar, some, count, count, count, count, count, count, days, count
-- columns_zh: 团队, 专员, 差错, 差错率, 名次, 金额, 时间, 收据, 记录, 合规, 已整改, 整改天数, 重复
-- columns_en: Team, Specialist, Errors, Error rate, Place, Amount, Timing, Receipt, Record, Compliance, Mended, Days to mend, Repeated
WITH kinds AS (
  SELECT
    specialist_key,
    COUNT(*) AS errors,
    SUM(CASE WHEN kind = 'amount' THEN 1 ELSE 0 END) AS amount,
    SUM(CASE WHEN kind = 'timing' THEN 1 ELSE 0 END) AS timing,
    SUM(CASE WHEN kind = 'receipt' THEN 1 ELSE 0 END) AS receipt,
    SUM(CASE WHEN kind = 'record' THEN 1 ELSE 0 END) AS record,
    SUM(CASE WHEN kind = 'compliance' THEN 1 ELSE 0 END) AS compliance
  FROM run_errors
  WHERE period_no = $period_no
  GROUP BY specialist_key
),
sums AS (
  SELECT
    entity_id AS specialist_id,
    MAX(CASE WHEN metric = 'error_rate' THEN numerator END) AS rate,
    MAX(CASE WHEN metric = 'error_rate' THEN denominator END) AS rate_of,
    MAX(CASE WHEN metric = 'error_rate' THEN place END) AS place,
    MAX(CASE WHEN metric = 'error_repair_days' THEN numerator END) AS days,
    MAX(CASE WHEN metric = 'error_repair_days' THEN denominator END) AS days_of,
    MAX(CASE WHEN metric = 'error_repeat_rate' THEN numerator END) AS repeated
  FROM report_values
  WHERE period_no = $period_no AND level = 'specialist' AND metric IN ('error_rate', 'error_repair_days', 'error_repeat_rate')
  GROUP BY entity_id
)
SELECT
  s.scope_no,
  CASE WHEN s.team_id = 'unassigned' THEN s.team_id ELSE s.team_name END AS team_name,
  s.specialist_name,
  COALESCE(k.errors, 0) AS errors,
  v.rate,
  v.rate_of,
  v.place,
  COALESCE(k.amount, 0) AS amount,
  COALESCE(k.timing, 0) AS timing,
  COALESCE(k.receipt, 0) AS receipt,
  COALESCE(k.record, 0) AS record,
  COALESCE(k.compliance, 0) AS compliance,
  CAST(COALESCE(v.days_of, 0) AS BIGINT) AS mended,
  COALESCE(v.days, 0) AS days,
  COALESCE(v.days_of, 0) AS days_of,
  CAST(COALESCE(v.repeated, 0) AS BIGINT) AS repeated
FROM report_members AS s
INNER JOIN sums AS v ON v.specialist_id = s.specialist_id
LEFT JOIN kinds AS k ON k.specialist_key = s.specialist_key
WHERE s.period_no = $period_no AND (k.errors > 0 OR v.days_of > 0)
ORDER BY s.scope_no, errors DESC, s.team_id, s.specialist_id

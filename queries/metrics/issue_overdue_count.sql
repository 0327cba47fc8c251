-- id: issue_overdue_count
-- zh: 超期未解决问题数
-- en: Problems open too long
-- unit: count
-- direction: lower
-- basis: count
-- needs: issues
-- definition_zh: 期末尚未解决、提出已超过 3 天（可设，自然日）的客户问题件数
-- definition_en: Problems not resolved at the end of the period and opened more than 3 calendar days before (a setting)
-- source: 续期收费指标口径 / renewal metrics dictionary, docs/metrics.md
-- explain: issues_overdue
SELECT
  r.period_no, i.specialist_key, i.slice_key, i.due_no, r.month - i.due_month AS stage, i.department,
  'issue' AS record, i.issue_id AS record_id, i.item_key,
  1 AS numerator,
  CAST(NULL AS BIGINT) AS denominator
FROM facts.issues AS i
CROSS JOIN facts.settings AS h
INNER JOIN run_periods AS r ON i.opened_on + h.issue_days < r.reference_on
WHERE COALESCE(i.resolved_on > r.reference_on, TRUE)

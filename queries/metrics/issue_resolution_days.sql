-- id: issue_resolution_days
-- zh: 客户问题解决天数
-- en: Days to resolve a problem
-- unit: days
-- direction: lower
-- basis: points
-- needs: issues
-- definition_zh: 期内解决的客户问题，自提出日至解决日的天数之和 ÷ 件数（自然日，不论解决结果）
-- definition_en: Calendar days from opening to resolution, mean over the problems resolved in the period, whatever the result
-- source: 续期收费指标口径 / renewal metrics dictionary, docs/metrics.md
-- explain: issues_resolved
SELECT
  d.period_no, i.specialist_key, i.slice_key, i.due_no, d.month - i.due_month AS stage, i.department,
  'issue' AS record, i.issue_id AS record_id, i.item_key,
  i.resolved_on - i.opened_on AS numerator,
  1 AS denominator
FROM facts.issues AS i
INNER JOIN run_days AS d ON d.day_on = i.resolved_on
WHERE i.opened_on <= d.as_of

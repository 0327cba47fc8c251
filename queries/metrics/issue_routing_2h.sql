-- id: issue_routing_2h
-- zh: 客户问题两小时流转率
-- en: Problems handed over within two hours
-- unit: ratio
-- direction: higher
-- basis: count
-- needs: issues
-- definition_zh: 流转时限落在期内的客户问题中，不晚于时限交到责任人的件数 ÷ 件数（时限为提出后 120 分钟工作时间，工作日 9:00 至 18:00，均可设；归提出问题的专员）
-- definition_en: Problems whose deadline lies in the period and that were handed over by then, over all of them; the deadline is
--    120 minutes of working time after the opening, 9:00 to 18:00 on working days (settings); at the specialist on the problem
-- source: 续期收费指标口径 / renewal metrics dictionary, docs/metrics.md
-- explain: issues_routed
SELECT
  d.period_no, i.specialist_key, i.slice_key, i.due_no, d.month - i.due_month AS stage, i.department,
  'issue' AS record, i.issue_id AS record_id, i.item_key,
  CASE WHEN i.is_routed_in_time THEN 1 ELSE 0 END AS numerator,
  1 AS denominator
FROM facts.issues AS i
INNER JOIN run_days AS d ON d.day_on = i.deadline_on

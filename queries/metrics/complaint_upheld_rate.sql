-- id: complaint_upheld_rate
-- zh: 投诉成立率
-- en: Complaints upheld
-- unit: ratio
-- direction: lower
-- basis: count
-- needs: complaints
-- definition_zh: 期内结案且有结论的投诉中成立的件数 ÷ 件数
-- definition_en: Complaints closed in the period and decided that were upheld, over all of them
-- source: 续期收费指标口径 / renewal metrics dictionary, docs/metrics.md
-- explain: complaints_closed
SELECT
  d.period_no, c.specialist_key, c.slice_key, c.due_no, d.month - c.due_month AS stage,
  'complaint' AS record, c.complaint_id AS record_id, c.item_key,
  CASE WHEN c.upheld THEN 1 ELSE 0 END AS numerator,
  1 AS denominator
FROM facts.complaints AS c
INNER JOIN run_days AS d ON d.day_on = c.closed_on
WHERE c.received_on <= d.as_of AND c.upheld IS NOT NULL

-- id: complaint_closure_days
-- zh: 投诉结案天数
-- en: Days to close a complaint
-- unit: days
-- direction: lower
-- basis: points
-- needs: complaints
-- definition_zh: 期内结案的投诉，自受理日至结案日的天数之和 ÷ 件数（自然日）
-- definition_en: Calendar days from receipt to closing, mean over the complaints closed in the period
-- source: 续期收费指标口径 / renewal metrics dictionary, docs/metrics.md
-- explain: complaints_closed
SELECT
  d.period_no, c.specialist_key, c.slice_key, c.due_no, d.month - c.due_month AS stage,
  'complaint' AS record, c.complaint_id AS record_id, c.item_key,
  c.closed_on - c.received_on AS numerator,
  1 AS denominator
FROM facts.complaints AS c
INNER JOIN run_days AS d ON d.day_on = c.closed_on
WHERE c.received_on <= d.as_of

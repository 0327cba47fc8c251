-- id: complaint_in_time
-- zh: 投诉按时结案率
-- en: Complaints closed in time
-- unit: ratio
-- direction: higher
-- basis: count
-- needs: complaints
-- definition_zh: 受理后第 15 天（可设，自然日）落在期内的投诉中，当天或之前结案的件数 ÷ 件数
-- definition_en: Complaints whose 15th day (a setting) after receipt lies in the period and that were closed by then, over all of
--    them
-- source: 续期收费指标口径 / renewal metrics dictionary, docs/metrics.md
-- explain: complaints_timed
SELECT
  d.period_no, c.specialist_key, c.slice_key, c.due_no, d.month - c.due_month AS stage,
  'complaint' AS record, c.complaint_id AS record_id, c.item_key,
  CASE WHEN c.closed_on <= d.day_on THEN 1 ELSE 0 END AS numerator,
  1 AS denominator
FROM facts.complaints AS c
CROSS JOIN facts.settings AS h
INNER JOIN run_days AS d ON d.day_on = c.received_on + h.complaint_days

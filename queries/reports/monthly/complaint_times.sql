-- zh: 投诉时效
-- en: How fast complaints are closed
-- note_zh: 当月结案的投诉自受理起的平均天数与成立率；受理后第 15 天（可设）落在当月的投诉中按时结案的占比。
-- note_en: Complaints closed in the month: mean days since receipt and the share upheld; of those whose 15th day (a setting) lies in
--    it the share closed by then.
-- kind: table
-- when_empty: leave_out
-- needs: complaints
-- show: folded
-- metrics: complaint_closure_days, complaint_in_time, complaint_upheld_rate
-- group_zh: 层级
-- group_en: Level
-- group: level
-- group_words: levels
-- columns: unit_name, closed, days, upheld, timed, in_time, in_time_interval
-- formats: word:unit, count, days, share, count, bar, interval:in_time
-- columns_zh: 单位, 结案, 平均天数, 成立率, 到期, 按时结案率, 95% 区间
-- columns_en: Unit, Closed, Mean days, Upheld, Day 15 in the month, In time, 95 % interval
WITH sums AS (
  SELECT
    specialist_key,
    SUM(CASE WHEN metric = 'complaint_closure_days' THEN numerator ELSE 0 END) AS days,
    SUM(CASE WHEN metric = 'complaint_closure_days' THEN denominator ELSE 0 END) AS closed,
    SUM(CASE WHEN metric = 'complaint_upheld_rate' THEN numerator ELSE 0 END) AS upheld,
    SUM(CASE WHEN metric = 'complaint_upheld_rate' THEN denominator ELSE 0 END) AS upheld_of,
    SUM(CASE WHEN metric = 'complaint_in_time' THEN numerator ELSE 0 END) AS in_time,
    SUM(CASE WHEN metric = 'complaint_in_time' THEN denominator ELSE 0 END) AS timed
  FROM run_values
  WHERE period_no = $period_no AND metric IN ('complaint_closure_days', 'complaint_in_time', 'complaint_upheld_rate')
  GROUP BY specialist_key
)
SELECT
  u.scope_no,
  u.level,
  CASE WHEN u.unit_id = 'unassigned' THEN u.unit_id ELSE MIN(u.unit_name) END AS unit_name,
  CAST(SUM(m.closed) AS BIGINT) AS closed,
  SUM(m.days) AS days,
  SUM(m.closed) AS days_of,
  SUM(m.upheld) AS upheld,
  SUM(m.upheld_of) AS upheld_of,
  CAST(SUM(m.timed) AS BIGINT) AS timed,
  SUM(m.in_time) AS in_time,
  SUM(m.timed) AS in_time_of
FROM report_units AS u
INNER JOIN sums AS m ON m.specialist_key = u.specialist_key
GROUP BY u.scope_no, u.step, u.level, u.unit_id
HAVING SUM(m.closed) + SUM(m.timed) > 0
ORDER BY u.scope_no, u.step, SUM(m.in_time) / NULLIF(SUM(m.timed), 0) NULLS LAST, closed DESC, u.unit_id

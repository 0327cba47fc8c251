-- zh: 投诉
-- en: Complaints
-- note_zh: 当月受理的投诉；截至日之后结案的，结论尚不可知，不计成立。
-- note_en: Complaints received in the month. Whether one closed after the as-of day is upheld is not known yet.
-- kind: table
-- needs: complaints
-- show: folded
-- metrics: complaint_rate
-- columns: category, complaints, upheld, open, before, move
-- formats: word:complaint, count, count, count, count, change:complaints:before:lower
-- columns_zh: 类别, 件数, 其中成立, 未结案, {previous}, 较{previous}
-- columns_en: Category, Complaints, Upheld, Not closed, {previous}, Against {previous}
SELECT
  s.scope_no,
  COALESCE(c.category, '') AS category,
  SUM(CASE WHEN r.period_no = $period_no THEN 1 ELSE 0 END) AS complaints,
  SUM(CASE WHEN r.period_no = $period_no AND c.upheld AND COALESCE(c.closed_on <= $as_of, TRUE) THEN 1 ELSE 0 END) AS upheld,
  SUM(CASE WHEN r.period_no = $period_no AND COALESCE(c.closed_on > $as_of, TRUE) THEN 1 ELSE 0 END) AS open,
  SUM(CASE WHEN r.period_no = $previous_no THEN 1 ELSE 0 END) AS before
FROM run_periods AS r
INNER JOIN main.complaints AS c ON c.received_on BETWEEN r.first_on AND r.reference_on
INNER JOIN report_members AS s ON s.period_no = r.period_no AND s.specialist_id = c.specialist_id
WHERE r.period_no IN ($period_no, $previous_no)
GROUP BY s.scope_no, COALESCE(c.category, '')
ORDER BY s.scope_no, complaints DESC, category

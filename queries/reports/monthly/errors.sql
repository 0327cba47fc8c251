-- zh: 差错分析
-- en: Errors
-- note_zh: 当月发生的收费差错，按类型与严重程度。
-- note_en: Collection errors that happened in the month, by kind and severity.
-- kind: table
-- needs: errors
-- show: folded
-- metrics: error_rate
-- columns: kind, minor, major, critical, errors, share, amount, unresolved, before, move
-- formats: word:error, count, count, count, count, bar, money, count, count, change:errors:before:lower
-- columns_zh: 类型, 轻微, 较大, 严重, 合计, 占比, 涉及金额, 未整改, {previous}, 较{previous}
-- columns_en: Kind, Minor, Major, Critical, All, Share, Amount, Unresolved, {previous}, Against {previous}
-- chart: pareto
-- chart_label: kind
-- chart_values: errors
WITH counted AS (
  SELECT
    s.scope_no,
    e.kind,
    SUM(CASE WHEN r.period_no = $period_no AND e.severity = 'minor' THEN 1 ELSE 0 END) AS minor,
    SUM(CASE WHEN r.period_no = $period_no AND e.severity = 'major' THEN 1 ELSE 0 END) AS major,
    SUM(CASE WHEN r.period_no = $period_no AND e.severity = 'critical' THEN 1 ELSE 0 END) AS critical,
    SUM(CASE WHEN r.period_no = $period_no THEN 1 ELSE 0 END) AS errors,
    COALESCE(SUM(CASE WHEN r.period_no = $period_no THEN e.amount END), 0) AS amount,
    SUM(CASE WHEN r.period_no = $period_no AND COALESCE(e.resolved_on > $as_of, TRUE) THEN 1 ELSE 0 END) AS unresolved,
    SUM(CASE WHEN r.period_no = $previous_no THEN 1 ELSE 0 END) AS before
  FROM run_periods AS r
  INNER JOIN main.errors AS e ON e.occurred_on BETWEEN r.first_on AND r.reference_on
  INNER JOIN report_members AS s ON s.period_no = r.period_no AND s.specialist_id = e.specialist_id
  WHERE r.period_no IN ($period_no, $previous_no)
  GROUP BY s.scope_no, e.kind
)
SELECT *, errors AS share, SUM(errors) OVER (PARTITION BY scope_no) AS share_of
FROM counted
ORDER BY scope_no, errors DESC, kind

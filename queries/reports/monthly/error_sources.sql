-- zh: 差错发现与原因
-- en: Who finds errors, and why they happen
-- note_zh: 当月发生的差错，按类型、原因与发现途径；整改天数按截至数据日已整改者。
-- note_en: Errors of the month by kind, cause and who found them; days to mend of those mended by the as-of day.
-- kind: table
-- when_empty: leave_out
-- needs: errors
-- show: folded
-- columns: kind, cause, found_by, errors, share, mended, days, repeated
-- formats: word:error, text, word:finder, count, bar, count, days, count
-- columns_zh: 类型, 原因, 发现途径, 件数, 占比, 已整改, 整改天数, 重复
-- columns_en: Kind, Cause, Found by, Errors, Share, Mended, Days to mend, Repeated
WITH counted AS (
  SELECT
    s.scope_no,
    e.kind,
    COALESCE(q.cause, '') AS cause,
    COALESCE(q.found_by, '') AS found_by,
    COUNT(*) AS errors,
    SUM(CASE WHEN e.resolved_on <= $as_of THEN 1 ELSE 0 END) AS mended,
    COALESCE(SUM(CASE WHEN e.resolved_on <= $as_of THEN e.resolved_on - e.occurred_on END), 0) AS days,
    SUM(CASE WHEN e.is_repeated THEN 1 ELSE 0 END) AS repeated
  FROM facts.errors AS e
  INNER JOIN main.errors AS q ON q.error_id = e.error_id
  INNER JOIN report_members AS s ON s.period_no = $period_no AND s.specialist_key = e.specialist_key
  WHERE e.occurred_on BETWEEN $first_on AND $reference_on
  GROUP BY s.scope_no, e.kind, COALESCE(q.cause, ''), COALESCE(q.found_by, '')
)
SELECT *, errors AS share, SUM(errors) OVER (PARTITION BY scope_no) AS share_of, mended AS days_of
FROM counted
ORDER BY scope_no, errors DESC, kind, cause, found_by

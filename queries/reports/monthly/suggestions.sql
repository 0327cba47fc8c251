-- zh: 意见建议处理
-- en: Suggestions received
-- note_zh: 当月收到的意见建议，按所关于的事项；答复与采纳按截至数据日。
-- note_en: Suggestions received in the month by what they are about; answers and what was taken over as of the as-of day.
-- kind: table
-- show: folded
-- when_empty: leave_out
-- needs: suggestions_received
-- columns: about, received, from_customers, from_specialists, from_leaders, answered, days, taken_over, before, move
-- formats: word:suggestion_about, count, count, count, count, share, days, count, count, change:received:before
-- columns_zh: 关于, 收到, 来自客户, 来自专员, 来自主管, 已答复, 答复天数, 采纳, {previous}, 较{previous}
-- columns_en: About, Received, From customers, From specialists, From leaders, Answered, Days to answer, Taken over, {previous},
--    Against {previous}
WITH counted AS (
  SELECT
    COALESCE(q.about, '') AS about,
    SUM(CASE WHEN r.period_no = $period_no THEN 1 ELSE 0 END) AS received,
    SUM(CASE WHEN r.period_no = $period_no AND q.from_whom = 'customer' THEN 1 ELSE 0 END) AS from_customers,
    SUM(CASE WHEN r.period_no = $period_no AND q.from_whom = 'specialist' THEN 1 ELSE 0 END) AS from_specialists,
    SUM(CASE WHEN r.period_no = $period_no AND q.from_whom = 'leader' THEN 1 ELSE 0 END) AS from_leaders,
    SUM(CASE WHEN r.period_no = $period_no AND q.answered_on <= $as_of THEN 1 ELSE 0 END) AS answered,
    COALESCE(SUM(CASE WHEN r.period_no = $period_no AND q.answered_on <= $as_of THEN q.answered_on - q.on_day END), 0) AS days,
    SUM(CASE WHEN r.period_no = $period_no AND q.answered_on <= $as_of AND q.taken_over THEN 1 ELSE 0 END) AS taken_over,
    SUM(CASE WHEN r.period_no = $previous_no THEN 1 ELSE 0 END) AS before
  FROM run_periods AS r
  INNER JOIN main.suggestions_received AS q ON q.on_day BETWEEN r.first_on AND r.reference_on
  WHERE r.period_no IN ($period_no, $previous_no)
  GROUP BY COALESCE(q.about, '')
)
SELECT o.scope_no, c.*, c.received AS answered_of, c.answered AS days_of
FROM counted AS c
INNER JOIN report_scopes AS o ON o.level = 'company'
ORDER BY o.scope_no, c.received DESC, c.about

-- zh: 低分回访
-- en: Low scores
-- note_zh: 本月回收的 1、2 分问卷及客户意见，分低者在前。
-- note_en: Answers of the month with a score of 1 or 2 and what the customer said, lowest first.
-- kind: table
-- when_empty: leave_out
-- needs: surveys
-- columns: answered_on, score, team_name, specialist_name, customer_name, comment
-- formats: date, count, word:unit, text, text, prose
-- columns_zh: 回收日期, 评分, 团队, 专员, 客户, 意见
-- columns_en: Answered, Score, Team, Specialist, Customer, Comment
SELECT
  s.scope_no,
  q.answered_on,
  q.score,
  CASE WHEN s.team_id = 'unassigned' THEN s.team_id ELSE s.team_name END AS team_name,
  s.specialist_name,
  COALESCE(c.customer_name, q.customer_id, '') AS customer_name,
  COALESCE(q.comment, '') AS comment
FROM main.surveys AS q
INNER JOIN report_members AS s ON s.period_no = $period_no AND s.specialist_id = q.specialist_id
LEFT JOIN main.customers AS c ON c.customer_id = q.customer_id
WHERE q.answered_on BETWEEN $first_on AND $reference_on AND q.sent_on <= $as_of AND q.score <= 2
ORDER BY s.scope_no, q.score, q.answered_on, q.survey_id

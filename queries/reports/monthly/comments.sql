-- zh: 本人的回访与意见
-- en: One's own answers
-- note_zh: 本月回收的问卷，分低者在前。
-- note_en: Surveys answered in the month, the lowest score first.
-- kind: table
-- when_empty: leave_out
-- needs: surveys
-- show: folded
-- columns: answered_on, score, topic, customer_name, comment
-- formats: date, some, local, text, prose
-- columns_zh: 回收日期, 评分, 主题, 客户, 意见
-- columns_en: Answered, Score, Topic, Customer, Comment
SELECT
  s.scope_no,
  q.answered_on,
  q.score,
  COALESCE(f.topic_zh, '') AS topic_zh,
  COALESCE(f.topic_en, '') AS topic_en,
  COALESCE(c.customer_name, q.customer_id, '') AS customer_name,
  COALESCE(q.comment, '') AS comment
FROM main.surveys AS q
INNER JOIN report_members AS s ON s.period_no = $period_no AND s.specialist_id = q.specialist_id
INNER JOIN report_scopes AS o ON o.scope_no = s.scope_no AND o.level = 'specialist'
LEFT JOIN report_feedback AS f ON f.survey_id = q.survey_id
LEFT JOIN main.customers AS c ON c.customer_id = q.customer_id
WHERE q.answered_on BETWEEN $first_on AND $reference_on AND q.sent_on <= $as_of
ORDER BY s.scope_no, q.score NULLS LAST, q.answered_on, q.survey_id

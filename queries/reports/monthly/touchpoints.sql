-- zh: 触点满意度
-- en: Satisfaction by touch point
-- note_zh: 本月回收的问卷按触点：通知、缴费、亲访、收据、投诉处理、总体；分低者在前。
-- note_en: Answers of the month by touch point, the lowest score first.
-- kind: table
-- show: folded
-- when_empty: leave_out
-- needs: surveys
-- columns: touchpoint, score, answers, top2, low
-- formats: word:touchpoint, score, count, share, count
-- columns_zh: 触点, 平均分, 份数, 满意率, 其中 1、2 分
-- columns_en: Touch point, Mean score, Answers, Top two, With a score of 1 or 2
SELECT
  s.scope_no,
  q.touchpoint,
  SUM(f.score) AS score,
  COUNT(*) AS score_of,
  COUNT(*) AS answers,
  SUM(CASE WHEN f.score >= 4 THEN 1 ELSE 0 END) AS top2,
  COUNT(*) AS top2_of,
  SUM(CASE WHEN f.score <= 2 THEN 1 ELSE 0 END) AS low
FROM run_surveys AS f
INNER JOIN main.surveys AS q ON q.survey_id = f.survey_id
INNER JOIN report_members AS s ON s.period_no = $period_no AND s.specialist_key = f.specialist_key
WHERE f.period_no = $period_no AND f.is_answered_in_period AND f.score IS NOT NULL AND q.touchpoint IS NOT NULL
GROUP BY s.scope_no, q.touchpoint
ORDER BY s.scope_no, CAST(SUM(f.score) AS DECIMAL(18, 6)) / COUNT(*), q.touchpoint

-- zh: 意见主题
-- en: What customers say
-- note_zh: 本月回收问卷中的意见，按主题；一条意见只计一个主题。
-- note_en: Comments of the surveys answered in the month by topic; each comment counts for one.
-- kind: table
-- when_empty: leave_out
-- needs: surveys
-- columns: topic, comments, share, cumulative, low, score
-- formats: local, count, bar, share, count, score
-- columns_zh: 主题, 意见, 占比, 累计占比, 其中 1、2 分, 平均分
-- columns_en: Topic, Comments, Share, Cumulative, With a score of 1 or 2, Mean score
-- chart: pareto
-- chart_label: topic
-- chart_values: comments
-- show: folded
WITH counted AS (
  SELECT
    s.scope_no,
    f.topic AS topic_id,
    MIN(f.topic_zh) AS topic_zh,
    MIN(f.topic_en) AS topic_en,
    COUNT(*) AS comments,
    SUM(CASE WHEN f.score <= 2 THEN 1 ELSE 0 END) AS low,
    COALESCE(SUM(f.score), 0) AS score,
    COUNT(f.score) AS score_of
  FROM report_feedback AS f
  INNER JOIN report_members AS s ON s.period_no = $period_no AND s.specialist_key = f.specialist_key
  GROUP BY s.scope_no, f.topic
)
SELECT
  *,
  comments AS share,
  SUM(comments) OVER (PARTITION BY scope_no) AS share_of,
  SUM(comments) OVER (PARTITION BY scope_no ORDER BY comments DESC, topic_id ROWS UNBOUNDED PRECEDING) AS cumulative,
  SUM(comments) OVER (PARTITION BY scope_no) AS cumulative_of
FROM counted
ORDER BY scope_no, comments DESC, topic_id

-- zh: 产品与客户意见
-- en: What customers of each product say
-- note_zh: 本季回收问卷中的意见，按产品线与主题，供产品部门参考；问卷未关联应收的列为「–」。
-- note_en: Comments of the quarter by product line and topic, for those who make the products; a survey that names no due item stands
--    under –.
-- kind: table
-- when_empty: leave_out
-- needs: surveys
-- show: folded
-- columns: product_line, topic, comments, share, low, score
-- formats: word:product_line, local, count, bar, count, score
-- columns_zh: 产品线, 主题, 意见, 占产品线, 其中 1、2 分, 平均分
-- columns_en: Product line, Topic, Comments, Share of the line, With a score of 1 or 2, Mean score
WITH counted AS (
  SELECT
    s.scope_no,
    CASE WHEN l.slice_key = 0 THEN '' ELSE l.product_line END AS product_line,
    f.topic AS topic_id,
    MIN(f.topic_zh) AS topic_zh,
    MIN(f.topic_en) AS topic_en,
    COUNT(*) AS comments,
    SUM(CASE WHEN f.score <= 2 THEN 1 ELSE 0 END) AS low,
    COALESCE(SUM(f.score), 0) AS score,
    COUNT(f.score) AS score_of
  FROM report_feedback AS f
  INNER JOIN facts.slices AS l ON l.slice_key = f.slice_key
  INNER JOIN report_members AS s ON s.period_no = $period_no AND s.specialist_key = f.specialist_key
  GROUP BY s.scope_no, CASE WHEN l.slice_key = 0 THEN '' ELSE l.product_line END, f.topic
)
SELECT *, comments AS share, SUM(comments) OVER (PARTITION BY scope_no, product_line) AS share_of
FROM counted
ORDER BY scope_no, SUM(comments) OVER (PARTITION BY scope_no, product_line) DESC, product_line, comments DESC, topic_id

-- What customers said in the surveys answered in the period, each with its topic: the one the survey names, else the first of which
-- the comment has a word.
CREATE OR REPLACE TEMP TABLE report_feedback AS
WITH said AS (
  SELECT
    q.survey_id,
    f.specialist_key,
    f.customer_key,
    f.slice_key,
    q.answered_on,
    f.score,
    COALESCE(q.comment, '') AS comment,
    COALESCE(q.topic, '') AS topic
  FROM main.surveys AS q
  INNER JOIN facts.surveys AS f ON f.survey_id = q.survey_id
  WHERE q.answered_on BETWEEN $first_on AND $reference_on AND q.sent_on <= $as_of AND (q.comment <> '' OR q.topic <> '')
),
placed AS (
  SELECT s.survey_id, MIN(t.place) AS place
  FROM said AS s
  INNER JOIN report_topics AS t
    ON CASE WHEN s.topic <> '' THEN s.topic IN (t.topic, t.title_zh, t.title_en) ELSE t.word IS NULL OR CONTAINS(s.comment, t.word) END
  GROUP BY s.survey_id
),
titles AS (
  SELECT DISTINCT place, topic, title_zh, title_en
  FROM report_topics
)
SELECT
  s.survey_id,
  s.specialist_key,
  s.customer_key,
  s.slice_key,
  s.answered_on,
  s.score,
  s.comment,
  COALESCE(t.topic, s.topic) AS topic,
  COALESCE(t.title_zh, s.topic) AS topic_zh,
  COALESCE(t.title_en, s.topic) AS topic_en
FROM said AS s
LEFT JOIN placed AS p ON p.survey_id = s.survey_id
LEFT JOIN titles AS t ON t.place = p.place

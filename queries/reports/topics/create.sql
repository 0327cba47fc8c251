-- The words of comments by topic, in the order in which topics are tried; one row without a word is for what has no topic.
CREATE OR REPLACE TEMP TABLE report_topics (
  place BIGINT,
  topic VARCHAR,
  title_zh VARCHAR,
  title_en VARCHAR,
  word VARCHAR
)

-- The surveys sent by the as-of day that were sent or answered in the period; an answer after the as-of day is none.
-- Those sent before and answered in it are looked up by the day of the answer, the others by the day they were sent.
CREATE OR REPLACE TEMP TABLE run_surveys AS
WITH found AS (
  SELECT d.period_no, d.as_of, d.month, q.*, TRUE AS is_sent, q.answered_on BETWEEN d.first_on AND d.reference_on AS is_answered_here
  FROM facts.surveys AS q
  INNER JOIN run_days AS d ON d.day_on = q.sent_on
  UNION ALL
  SELECT d.period_no, d.as_of, d.month, q.*, FALSE, TRUE
  FROM facts.surveys AS q
  INNER JOIN run_days AS d ON d.day_on = q.answered_on
  WHERE q.sent_on <= d.as_of AND NOT q.sent_on BETWEEN d.first_on AND d.reference_on
)
SELECT
  period_no,
  specialist_key,
  slice_key,
  due_no,
  month - due_month AS stage,
  item_key,
  survey_id,
  score,
  recommend,
  is_sent,
  COALESCE(is_answered_here, FALSE) AS is_answered_in_period,
  COALESCE(answered_on <= as_of, FALSE) AS is_answered
FROM found

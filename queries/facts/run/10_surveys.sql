-- The surveys sent by the as-of day that were sent or answered in the period; an answer after the as-of day is none.
CREATE OR REPLACE TEMP TABLE run_surveys AS
SELECT
  r.period_no,
  q.specialist_key,
  COALESCE(i.slice_key, 0) AS slice_key,
  i.due_no,
  r.month - i.due_month AS stage,
  q.item_key,
  q.survey_id,
  q.score,
  q.recommend,
  q.sent_on BETWEEN r.first_on AND r.reference_on AS is_sent,
  COALESCE(q.answered_on BETWEEN r.first_on AND r.reference_on, FALSE) AS is_answered_in_period,
  COALESCE(q.answered_on <= r.as_of, FALSE) AS is_answered
FROM run_periods AS r
INNER JOIN facts.surveys AS q
  ON q.sent_on <= r.as_of
    AND (q.sent_on BETWEEN r.first_on AND r.reference_on OR q.answered_on BETWEEN r.first_on AND r.reference_on)
LEFT JOIN facts.items AS i ON i.item_key = q.item_key

-- Surveys sent in the three months and by the end of the period that were not answered by then, or without a score.
SELECT
  r.period_no, q.specialist_key, q.slice_key, q.due_no, r.month - q.due_month AS stage,
  'survey' AS record, q.survey_id AS record_id, q.item_key,
  CASE WHEN q.answered_on <= r.reference_on THEN 'no_score' ELSE 'not_answered' END AS reason,
  CAST(NULL AS DATE) AS reason_on,
  CAST(NULL AS VARCHAR) AS reason_of
FROM run_periods AS r
INNER JOIN facts.surveys AS q
  ON 12 * EXTRACT(YEAR FROM q.sent_on) + EXTRACT(MONTH FROM q.sent_on) BETWEEN r.month - 2 AND r.month
    AND q.sent_on <= r.reference_on

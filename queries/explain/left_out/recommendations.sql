-- Surveys of the period without an answer in it, or without a recommendation.
SELECT
  period_no, specialist_key, slice_key, due_no, stage,
  'survey' AS record, survey_id AS record_id, item_key,
  CASE
    WHEN NOT is_answered THEN 'not_answered'
    WHEN NOT is_answered_in_period THEN 'answered_elsewhen'
    WHEN recommend IS NULL THEN 'no_recommendation'
  END AS reason,
  CAST(NULL AS DATE) AS reason_on,
  CAST(NULL AS VARCHAR) AS reason_of
FROM run_surveys

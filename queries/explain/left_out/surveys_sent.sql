-- Surveys answered in the period that were sent before it.
SELECT
  period_no, specialist_key, slice_key, due_no, stage,
  'survey' AS record, survey_id AS record_id, item_key,
  CASE WHEN NOT is_sent THEN 'sent_before' END AS reason,
  CAST(NULL AS DATE) AS reason_on,
  CAST(NULL AS VARCHAR) AS reason_of
FROM run_surveys

-- Problems open at some time of the period that were not resolved in it.
SELECT
  r.period_no, i.specialist_key, i.slice_key, i.due_no, r.month - i.due_month AS stage, i.department,
  'issue' AS record, i.issue_id AS record_id, i.item_key,
  'not_resolved' AS reason,
  CAST(NULL AS DATE) AS reason_on,
  CAST(NULL AS VARCHAR) AS reason_of
FROM facts.issues AS i
INNER JOIN run_periods AS r ON i.opened_on <= r.reference_on
WHERE COALESCE(i.resolved_on > r.reference_on, TRUE)

-- Problems opened by the end of the period that are not open too long: resolved in it, or not open long enough.
SELECT
  r.period_no, i.specialist_key, i.slice_key, i.due_no, r.month - i.due_month AS stage, i.department,
  'issue' AS record, i.issue_id AS record_id, i.item_key,
  CASE WHEN i.resolved_on <= r.reference_on THEN 'resolved' ELSE 'opened_lately' END AS reason,
  CASE WHEN i.resolved_on <= r.reference_on THEN i.resolved_on ELSE i.opened_on END AS reason_on,
  CAST(NULL AS VARCHAR) AS reason_of
FROM facts.issues AS i
INNER JOIN run_periods AS r ON i.opened_on <= r.reference_on AND COALESCE(i.resolved_on >= r.first_on, TRUE)

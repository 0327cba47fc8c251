-- Complaints open at some time of the period that were not closed in it, or closed without saying whether they were upheld.
SELECT
  r.period_no, c.specialist_key, c.slice_key, c.due_no, r.month - c.due_month AS stage,
  'complaint' AS record, c.complaint_id AS record_id, c.item_key,
  CASE WHEN c.closed_on <= r.reference_on THEN 'not_decided' ELSE 'not_closed' END AS reason,
  CAST(NULL AS DATE) AS reason_on,
  CAST(NULL AS VARCHAR) AS reason_of
FROM facts.complaints AS c
INNER JOIN run_periods AS r ON c.received_on <= r.reference_on AND COALESCE(c.closed_on >= r.first_on, TRUE)

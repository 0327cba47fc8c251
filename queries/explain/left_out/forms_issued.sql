-- Reviews of service issued in the period that may come back after it, or after the as-of day.
SELECT
  r.period_no, s.specialist_key, s.slice_key, s.due_no, r.month - s.due_month AS stage,
  'service_review' AS record, s.review_id AS record_id, s.item_key,
  CASE WHEN s.return_by > r.last_on THEN 'time_ends_later' WHEN s.return_by > r.as_of THEN 'time_runs' END AS reason,
  s.return_by AS reason_on,
  CAST(NULL AS STRING) AS reason_of
FROM run_periods AS r
INNER JOIN facts.service_reviews AS s ON s.issued_on BETWEEN r.first_on AND r.reference_on

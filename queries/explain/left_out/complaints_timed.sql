-- Complaints received in the period whose last day for closing in time is not in it, or not there yet.
SELECT
  d.period_no, c.specialist_key, c.slice_key, c.due_no, d.month - c.due_month AS stage,
  'complaint' AS record, c.complaint_id AS record_id, c.item_key,
  CASE
    WHEN c.received_on + h.complaint_days > d.last_on THEN 'deadline_after'
    WHEN c.received_on + h.complaint_days > d.reference_on THEN 'deadline_ahead'
  END AS reason,
  c.received_on + h.complaint_days AS reason_on,
  CAST(NULL AS VARCHAR) AS reason_of
FROM facts.complaints AS c
CROSS JOIN facts.settings AS h
INNER JOIN run_days AS d ON d.day_on = c.received_on

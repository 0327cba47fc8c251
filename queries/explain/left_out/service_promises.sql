-- Visits of the period whose record promises no service, or one for a day that is not in it or still ahead.
SELECT
  r.period_no, v.specialist_key, v.slice_key, v.due_no, r.month - v.due_month AS stage,
  'activity' AS record, v.activity_id AS record_id, v.item_key,
  CASE
    WHEN v.promised_by IS NULL THEN 'no_service_day'
    WHEN NOT v.promised_by BETWEEN r.first_on AND r.last_on THEN 'service_elsewhen'
    WHEN v.promised_by > r.as_of THEN 'day_ahead'
  END AS reason,
  v.promised_by AS reason_on,
  CAST(NULL AS STRING) AS reason_of
FROM run_periods AS r
INNER JOIN facts.visits AS v ON v.occurred_on BETWEEN r.first_on AND r.reference_on

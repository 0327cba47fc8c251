-- Promises given in the period that are not due in it, or name no due item or day.
SELECT
  r.period_no,
  a.specialist_key,
  COALESCE(i.slice_key, 0) AS slice_key,
  i.due_no,
  r.month - i.due_month AS stage,
  'activity' AS record,
  a.activity_id AS record_id,
  a.item_key,
  CASE
    WHEN i.item_key IS NULL THEN 'no_due_item'
    WHEN a.promised_on IS NULL THEN 'no_promised_day'
    WHEN a.promised_on > r.last_on OR a.promised_on < r.first_on THEN 'promised_elsewhen'
    WHEN a.promised_on > r.reference_on THEN 'promise_open'
  END AS reason,
  a.promised_on AS reason_on,
  CAST(NULL AS VARCHAR) AS reason_of
FROM run_periods AS r
INNER JOIN facts.activities AS a
  ON a.outcome = 'promised' AND a.occurred_on <= r.as_of
    AND (a.occurred_on BETWEEN r.first_on AND r.last_on OR a.promised_on BETWEEN r.first_on AND r.last_on)
LEFT JOIN facts.items AS i ON i.item_key = a.item_key

-- The rows behind figures: what each adds, or why it is left out.
CREATE TABLE published.evidence AS
SELECT
  row_no,
  metric,
  period,
  record,
  record_id,
  specialist_id,
  policy_id,
  due_id,
  due_no,
  due_on,
  grace_end_on,
  amount_due,
  paid,
  settled_on,
  happened_on,
  amount,
  what,
  numerator,
  denominator,
  reason,
  reason_on,
  reason_of
FROM publish_rows
ORDER BY row_no

-- Effective contacts of the period that are not the first of an open renewal item.
WITH contacts AS (
  SELECT
    period_no,
    specialist_key,
    slice_key,
    due_no,
    stage,
    item_key,
    activity_id,
    occurred_on,
    ROW_NUMBER() OVER (PARTITION BY period_no, item_key ORDER BY occurred_at, activity_id) AS place
  FROM run_activities
  WHERE is_effective
)
SELECT
  c.period_no, c.specialist_key, c.slice_key, c.due_no, c.stage,
  'activity' AS record, c.activity_id AS record_id, c.item_key,
  COALESCE(
    i.reason,
    CASE WHEN b.item_key IS NOT NULL THEN 'settled_before_contact' WHEN c.place > 1 THEN 'not_first_contact' END
  ) AS reason,
  COALESCE(i.reason_on, b.from_on) AS reason_on,
  i.reason_of
FROM contacts AS c
INNER JOIN explain_items AS i ON i.period_no = c.period_no AND i.item_key = c.item_key
LEFT JOIN facts.settled_spans AS b
  ON b.item_key = c.item_key AND b.from_on < c.occurred_on AND c.occurred_on <= b.to_on

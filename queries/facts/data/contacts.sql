-- Effective contacts, each with the day of the item's effective contact before it (earliest time, then smallest
-- activity_id): the first one of any period is found without putting them in order again.
-- touched: item_key
CREATE OR REPLACE TABLE facts.contacts AS
SELECT
  item_key,
  activity_id,
  specialist_key,
  slice_key,
  due_no,
  due_month,
  occurred_on,
  LAG(occurred_on) OVER (PARTITION BY item_key ORDER BY occurred_at, activity_id) AS previous_on
FROM touched_facts.activities
WHERE is_effective

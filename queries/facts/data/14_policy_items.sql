-- The item whose owner answers for a policy: from `from_on` up to and without `to_on` it is the one with the greatest
-- due day so far (then payment number, then due_id); before the first due day it is the first one.
CREATE OR REPLACE TABLE facts.policy_items AS
WITH ordered AS (
  SELECT
    policy_key,
    item_key,
    due_on,
    ROW_NUMBER() OVER (PARTITION BY policy_key ORDER BY due_on, due_no, due_id) AS place,
    LEAD(due_on, 1, DATE '9999-12-31') OVER (PARTITION BY policy_key ORDER BY due_on, due_no, due_id) AS to_on
  FROM facts.items
)
SELECT
  policy_key,
  item_key,
  CASE WHEN place = 1 THEN DATE '0001-01-01' ELSE due_on END AS from_on,
  to_on
FROM ordered
WHERE place = 1 OR due_on < to_on

-- Who answers for a policy: from `from_on` up to and without `to_on` the owner of the item with the greatest due day so far
-- (then payment number, then due_id); before the first due day that of the first one. A policy without items has none.
-- Most policies stay with one person for good (`is_for_good`), who then owns each of their items too: only the items of
-- the others are put in order.
-- touched: policy_key
CREATE OR REPLACE TABLE facts.policy_owners AS
WITH items AS (
  SELECT
    i.policy_key,
    i.item_key,
    i.first_owner_key,
    i.due_on,
    ROW_NUMBER() OVER (PARTITION BY i.policy_key ORDER BY i.due_on, i.due_no, i.due_id) AS place,
    LEAD(i.due_on, 1, DATE '9999-12-31') OVER (PARTITION BY i.policy_key ORDER BY i.due_on, i.due_no, i.due_id) AS to_on
  FROM touched_policies.items AS i
  INNER JOIN facts.policy_items AS p ON p.policy_key = i.policy_key AND NOT p.has_one_owner
),
answering AS (
  SELECT
    policy_key,
    item_key,
    first_owner_key,
    CASE WHEN place = 1 THEN DATE '0001-01-01' ELSE due_on END AS from_on,
    to_on
  FROM items
  WHERE place = 1 OR due_on < to_on
),
handovers AS (
  SELECT item_key, MIN(from_on) AS first_on
  FROM facts.later_owners
  GROUP BY item_key
)
SELECT policy_key, specialist_key, DATE '0001-01-01' AS from_on, DATE '9999-12-31' AS to_on, TRUE AS is_for_good
FROM touched_policies.policy_items
WHERE has_one_owner
UNION ALL
SELECT a.policy_key, a.first_owner_key, a.from_on, LEAST(a.to_on, COALESCE(h.first_on, DATE '9999-12-31')), FALSE
FROM answering AS a
LEFT JOIN handovers AS h ON h.item_key = a.item_key
WHERE h.item_key IS NULL OR a.from_on < h.first_on
UNION ALL
SELECT a.policy_key, w.specialist_key, GREATEST(a.from_on, w.from_on), LEAST(a.to_on, w.to_on), FALSE
FROM answering AS a
INNER JOIN facts.later_owners AS w ON w.item_key = a.item_key AND w.from_on < a.to_on AND a.from_on < w.to_on

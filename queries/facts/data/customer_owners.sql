-- Who answers for a customer: from `from_on` up to and without `to_on` the owner of the item with the greatest due day so far
-- (then payment number, then due_id) of all policies; before the first due day that of the first one. A customer without
-- items has none. Most customers have one person for all of their items: only the items of the others are put in order.
-- touched: customer_key
CREATE OR REPLACE TABLE facts.customer_owners AS
WITH people AS (
  SELECT
    p.customer_key,
    MIN(o.specialist_key) AS specialist_key,
    MIN(o.specialist_key) = MAX(o.specialist_key) AND MIN(CASE WHEN o.has_one_owner THEN 1 ELSE 0 END) = 1 AS has_one_owner
  FROM touched_customers.policies AS p
  INNER JOIN facts.policy_items AS o ON o.policy_key = p.policy_key
  GROUP BY p.customer_key
),
items AS (
  SELECT
    p.customer_key,
    i.item_key,
    i.first_owner_key,
    i.due_on,
    ROW_NUMBER() OVER (PARTITION BY p.customer_key ORDER BY i.due_on, i.due_no, i.due_id) AS place,
    LEAD(i.due_on, 1, DATE '9999-12-31') OVER (PARTITION BY p.customer_key ORDER BY i.due_on, i.due_no, i.due_id) AS to_on
  FROM facts.items AS i
  INNER JOIN touched_customers.policies AS p ON p.policy_key = i.policy_key
  INNER JOIN people AS o ON o.customer_key = p.customer_key AND NOT o.has_one_owner
),
answering AS (
  SELECT
    customer_key,
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
SELECT customer_key, specialist_key, DATE '0001-01-01' AS from_on, DATE '9999-12-31' AS to_on
FROM people
WHERE has_one_owner
UNION ALL
SELECT a.customer_key, a.first_owner_key, a.from_on, LEAST(a.to_on, COALESCE(h.first_on, DATE '9999-12-31'))
FROM answering AS a
LEFT JOIN handovers AS h ON h.item_key = a.item_key
WHERE h.item_key IS NULL OR a.from_on < h.first_on
UNION ALL
SELECT a.customer_key, w.specialist_key, GREATEST(a.from_on, w.from_on), LEAST(a.to_on, w.to_on)
FROM answering AS a
INNER JOIN facts.later_owners AS w ON w.item_key = a.item_key AND w.from_on < a.to_on AND a.from_on < w.to_on

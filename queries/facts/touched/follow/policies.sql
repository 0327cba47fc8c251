-- Policies that are others than before, and their due items.
INSERT INTO touched
WITH differ AS (
  (SELECT * FROM before EXCEPT SELECT * FROM facts.policies)
  UNION ALL
  (SELECT * FROM facts.policies EXCEPT SELECT * FROM before)
),
items AS (
  SELECT i.due_id
  FROM main.due_items AS i
  SEMI JOIN differ AS d ON d.policy_id = i.policy_id
)
SELECT DISTINCT 'policy', policy_id FROM differ
UNION ALL
SELECT DISTINCT 'customer_key', CAST(customer_key AS VARCHAR) FROM differ
UNION ALL
SELECT 'due_id', due_id FROM items
UNION ALL
SELECT 'item', due_id FROM items

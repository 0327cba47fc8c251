-- Due items that have other later owners than before.
INSERT INTO touched
WITH differ AS (
  (SELECT * FROM before EXCEPT SELECT * FROM facts.later_owners)
  UNION ALL
  (SELECT * FROM facts.later_owners EXCEPT SELECT * FROM before)
)
SELECT 'due_id', i.due_id
FROM facts.items AS i
SEMI JOIN differ AS d ON d.item_key = i.item_key
ANTI JOIN (SELECT * FROM touched WHERE what = 'due_id') AS t ON t.id = i.due_id

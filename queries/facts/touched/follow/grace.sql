-- Due items of policies whose days of grace are others than before.
INSERT INTO touched
WITH differ AS (
  (SELECT * FROM before EXCEPT SELECT * FROM facts.grace)
  UNION ALL
  (SELECT * FROM facts.grace EXCEPT SELECT * FROM before)
)
SELECT 'due_id', i.due_id
FROM main.due_items AS i
INNER JOIN facts.policies AS p ON p.policy_id = i.policy_id
SEMI JOIN differ AS d ON d.slice_key = p.slice_key
ANTI JOIN (SELECT * FROM touched WHERE what = 'due_id') AS t ON t.id = i.due_id

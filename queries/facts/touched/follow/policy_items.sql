-- Due items of policies of which something else holds by now.
INSERT INTO touched
WITH differ AS (
  SELECT n.policy_key
  FROM part AS n
  LEFT JOIN before AS b ON b.policy_key = n.policy_key
  WHERE b.policy_key IS NULL OR b.has_one_owner IS DISTINCT FROM n.has_one_owner OR b.is_spaced IS DISTINCT FROM n.is_spaced
)
SELECT 'due_id', i.due_id
FROM facts.items AS i
SEMI JOIN differ AS d ON d.policy_key = i.policy_key
ANTI JOIN (SELECT * FROM touched WHERE what = 'due_id') AS t ON t.id = i.due_id

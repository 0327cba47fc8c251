-- The ids of each level on the reference day, and those of the properties of policies: what a number can be explained for.
WITH known AS (
  SELECT 'company' AS dimension, 'company' AS entity_id, 0 AS place
  UNION
  SELECT 'region', region, 1 FROM run_specialists
  UNION
  SELECT 'branch', branch_id, 2 FROM run_specialists
  UNION
  SELECT 'team', team_id, 3 FROM run_specialists
  UNION
  SELECT 'specialist', specialist_id, 4 FROM run_specialists
  UNION
  SELECT 'product_line', product_line, 5 FROM facts.slices
  UNION
  SELECT 'channel', channel, 6 FROM facts.slices
  UNION
  SELECT 'premium_mode', premium_mode, 7 FROM facts.slices
  UNION
  SELECT 'customer_class', customer_class, 8 FROM facts.slices
)
SELECT dimension, entity_id
FROM known
ORDER BY place, entity_id

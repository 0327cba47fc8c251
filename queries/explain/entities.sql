-- The ids of each level on the reference day with their names, and those of the properties of policies: what a number can be
-- explained for.
WITH known AS (
  SELECT 'company' AS dimension, 'company' AS entity_id, 'company' AS entity_name, 0 AS place
  UNION
  SELECT 'region', region, region, 1 FROM run_specialists
  UNION
  SELECT 'branch', branch_id, branch_name, 2 FROM run_specialists
  UNION
  SELECT 'team', team_id, team_name, 3 FROM run_specialists
  UNION
  SELECT 'specialist', specialist_id, specialist_name, 4 FROM run_specialists
  UNION
  SELECT 'product_line', product_line, product_line, 5 FROM run_properties
  UNION
  SELECT 'channel', channel, channel, 6 FROM run_properties
  UNION
  SELECT 'premium_mode', premium_mode, premium_mode, 7 FROM run_properties
  UNION
  SELECT 'customer_class', customer_class, customer_class, 8 FROM run_properties
  UNION
  SELECT 'department', department, department, 9 FROM facts.issues
  UNION
  SELECT 'department', department, department, 9 FROM run_values WHERE department <> '(none)'
)
SELECT dimension, entity_id, MIN(entity_name) AS entity_name
FROM known
GROUP BY dimension, entity_id, place
ORDER BY place, entity_id

-- The branches and teams of the as-of day, each with the one above it.
SELECT level, entity_id, entity_name, above_id
FROM tree
WHERE viewer_level = 'company' AND viewer_id = 'company' AND level IN ('branch', 'team')
ORDER BY place, entity_id

-- Whose each item is: a row for the specialist and for every unit above.
CREATE TABLE published.item_of AS
WITH pairs AS (
  SELECT 'company' AS level, 'company' AS entity_id, item FROM published.items
  UNION ALL
  SELECT 'branch', branch_id, item FROM published.items
  UNION ALL
  SELECT 'team', team_id, item FROM published.items
  UNION ALL
  SELECT 'specialist', specialist_id, item FROM published.items
)
SELECT level, entity_id, item
FROM pairs
ORDER BY level, entity_id, item

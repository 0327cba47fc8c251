-- Who is under whom on the as-of day: each unit under itself and under all that are above it. Whoever may see a unit may see what
-- is under it here, and nothing else. `from_on` and `to_on` say since when a specialist is in the team, and until when.
CREATE TABLE published.tree AS
WITH pairs AS (
  SELECT 'company' AS viewer_level, 'company' AS viewer_id, u.* FROM publish_units AS u
  UNION ALL
  SELECT 'branch', u.branch_id, u.* FROM publish_units AS u WHERE u.level <> 'company'
  UNION ALL
  SELECT 'team', u.team_id, u.* FROM publish_units AS u WHERE u.level IN ('team', 'specialist')
  UNION ALL
  SELECT 'specialist', u.entity_id, u.* FROM publish_units AS u WHERE u.level = 'specialist'
)
SELECT viewer_level, viewer_id, place, level, entity_id, entity_name, above_level, above_id, from_on, to_on
FROM pairs
ORDER BY viewer_level, viewer_id, place, entity_id

-- The figures of a unit in all periods of a kind, oldest first.
SELECT p.place, p.is_own, f.*
FROM figures AS f
INNER JOIN periods AS p ON p.period = f.period
WHERE f.level = $viewer_level AND f.entity_id = $viewer_id AND f.dimension = '' AND p.kind = $kind
ORDER BY f.metric, p.place

-- The figures of a unit in a period.
SELECT f.*
FROM figures AS f
WHERE f.level = $viewer_level AND f.entity_id = $viewer_id AND f.dimension = '' AND f.period = $period
ORDER BY f.metric

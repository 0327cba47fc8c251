-- The figures of the parts of a unit by a dimension.
SELECT f.*
FROM figures AS f
WHERE f.level = $viewer_level AND f.entity_id = $viewer_id AND f.dimension = $dimension AND f.period = $period
ORDER BY f.part, f.metric

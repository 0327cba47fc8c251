-- The figures, those of one unit together.
CREATE TABLE published.figures AS
SELECT *
FROM publish_figures
ORDER BY level, entity_id, dimension, period, metric, part

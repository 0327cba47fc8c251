-- The metrics of the publication, in their order.
SELECT metric, zh, en, definition_zh, definition_en, unit, direction, basis, parts, source, has_rows
FROM metrics
ORDER BY place

-- The reviews about a unit, the newest first.
SELECT r.report, r.period, r.as_of, r.ending, r.file, r.bytes, r.written
FROM reviews AS r
WHERE r.level = $viewer_level AND r.entity_id = $viewer_id
ORDER BY r.as_of DESC, r.report, r.ending

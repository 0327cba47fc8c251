-- What was said of waiting rows that are superseded is no longer true.
DELETE FROM rejects
WHERE EXISTS (SELECT 1 FROM aside_met AS m WHERE m.file_no = rejects.file_no AND m.file_row = rejects."row")

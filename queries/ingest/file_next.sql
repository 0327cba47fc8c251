-- The number of the next file.
SELECT CAST(COALESCE(max(file_no), 0) + 1 AS BIGINT) AS file_no FROM files

-- The file if the same bytes were loaded in the same way before.
SELECT * FROM files WHERE sha256 = $sha256 AND mapping = $mapping ORDER BY file_no LIMIT 1

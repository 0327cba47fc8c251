-- What was loaded, which makes one state of the data another.
SELECT file_no, sha256, table_name
FROM files
ORDER BY file_no, table_name

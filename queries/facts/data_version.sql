-- Changes whenever a file changes the data.
SELECT COUNT(*) AS files, COALESCE(MAX(file_no), 0) AS last_file FROM files

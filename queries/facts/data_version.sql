-- Changes whenever the data does: with each file, and when rows that waited (they stand in `rejects`) join.
SELECT
  COUNT(*) AS files,
  COALESCE(MAX(file_no), 0) AS last_file,
  (SELECT COUNT(*) FROM rejects) AS rejects
FROM files

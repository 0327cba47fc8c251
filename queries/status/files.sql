-- The ledger of files, newest last.
SELECT file_no, path, sheet, table_name, rows_read, accepted, rejected, skipped, identical, inserted, changed, unchanged, sha256
FROM files
ORDER BY file_no

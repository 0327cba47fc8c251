-- The tables that files have brought rows to.
SELECT DISTINCT table_name FROM files WHERE inserted + changed > 0 ORDER BY ALL

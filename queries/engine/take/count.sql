-- Rows of a result.
SELECT COUNT(*) AS row_count FROM read_parquet($files)

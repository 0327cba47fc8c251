-- Tables with rows.
SELECT table_name
FROM read_parquet($files)

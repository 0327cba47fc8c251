-- How many rows each table of the lake has, and how many were left out.
SELECT table_name, row_count, left_out
FROM read_parquet($files)
ORDER BY table_name

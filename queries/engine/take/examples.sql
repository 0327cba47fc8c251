-- Rows of the lake that break a rule, by their keys.
SELECT table_name, column_name, rule, row_key, raw_value
FROM read_parquet($files)
ORDER BY table_name, column_name, rule, row_key, raw_value

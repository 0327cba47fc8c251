-- How many rows of the lake break which rule.
SELECT table_name, column_name, rule, row_count
FROM read_parquet($files)
ORDER BY table_name, row_count DESC, column_name, rule

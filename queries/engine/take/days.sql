-- Payments and activities by day.
SELECT table_name, day_on, row_count
FROM read_parquet($files)
WHERE day_on IS NOT NULL

-- How many rows each audit finds.
SELECT audit, bad_rows
FROM read_parquet($files)
ORDER BY audit

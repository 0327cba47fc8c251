-- How many rows a Parquet file has; known from its footer.
SELECT count(*) AS "rows" FROM read_parquet($path)

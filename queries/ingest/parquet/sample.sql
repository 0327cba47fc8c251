-- The first rows of a Parquet file as text.
SELECT CAST(COLUMNS(*) AS VARCHAR) FROM read_parquet($path) LIMIT $rows

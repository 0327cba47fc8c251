-- The first rows that an audit finds.
SELECT * FROM read_parquet($files) ORDER BY ALL

-- What a job says of itself.
SELECT * FROM read_parquet($control)

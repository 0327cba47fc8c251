-- The columns of a Parquet file and their types, in order.
DESCRIBE SELECT * FROM read_parquet($path)

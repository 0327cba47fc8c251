-- How many bytes a Parquet file unpacks to, and the largest piece of a column; known from its footer.
SELECT
  CAST(COALESCE(SUM(total_uncompressed_size), 0) AS BIGINT) AS all_bytes,
  CAST(COALESCE(MAX(total_uncompressed_size), 0) AS BIGINT) AS largest_bytes
FROM parquet_metadata($path)

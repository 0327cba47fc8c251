-- How many people the branch has or had.
SELECT row_count
FROM read_parquet($files)

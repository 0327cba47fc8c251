-- The sums, in the order of the table they go to.
SELECT metric, period_no, specialist_key, slice_key, due_no, stage, department, numerator, denominator, weight
FROM read_parquet($files)

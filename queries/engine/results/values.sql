-- The sums of the job.
SELECT metric, period_no, specialist_key, slice_key, due_no, stage, department, numerator, denominator, weight
FROM run_values

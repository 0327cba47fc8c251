-- The number of the next run.
SELECT COALESCE(MAX(run_no), 0) + 1 AS run_no FROM incentive_runs

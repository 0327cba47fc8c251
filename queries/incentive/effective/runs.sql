-- The run that counts for each earlier period, earliest first.
SELECT period, CAST(run_no AS VARCHAR) AS run_no FROM run_effective WHERE first_on < $first_on ORDER BY first_on

-- All runs kept, in order.
SELECT * FROM incentive_runs ORDER BY run_no

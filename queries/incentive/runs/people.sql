-- The people of a run, as they were then.
SELECT * FROM incentive_people WHERE run_no = $run_no ORDER BY specialist_id

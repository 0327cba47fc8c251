SELECT id, title FROM incentive_names WHERE run_no = $run_no ORDER BY id

SELECT * FROM incentive_people WHERE run_no = $run_no ORDER BY specialist_id

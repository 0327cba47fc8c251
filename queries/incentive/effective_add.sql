INSERT INTO run_effective VALUES ($period, $first_on, $last_on, $run_no)

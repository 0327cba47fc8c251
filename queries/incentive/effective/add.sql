-- This run counts for a period that has none yet.
INSERT INTO run_effective VALUES ($period, $first_on, $last_on, $run_no)

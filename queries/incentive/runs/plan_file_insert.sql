-- Keeps a file that a run's plan was read from, given in hexadecimal digits.
INSERT INTO incentive_plan_files VALUES ($run_no, $file_no, $file, FROM_HEX($content))

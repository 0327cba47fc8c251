-- The files a run's plan was read from, as they were, the plan first; their bytes in hexadecimal digits.
SELECT file, HEX(content) AS content FROM incentive_plan_files WHERE run_no = $run_no ORDER BY file_no

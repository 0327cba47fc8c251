-- The files a run's plan was read from, as they were: the plan first, then its rate tables.
CREATE TABLE IF NOT EXISTS incentive_plan_files (
  run_no INTEGER NOT NULL,
  file_no INTEGER NOT NULL,
  file VARCHAR NOT NULL,
  content BLOB NOT NULL
)

-- The rows of a run, in the order of the steps.
CREATE TABLE IF NOT EXISTS incentive_lines (
  run_no INTEGER NOT NULL,
  specialist_id VARCHAR NOT NULL,
  line_no INTEGER NOT NULL,
  node VARCHAR NOT NULL,
  amount DECIMAL(38, 6) NOT NULL
)

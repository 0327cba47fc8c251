-- Every step of a run for every person, also those that changed nothing; inputs and notes as JSON, exact.
CREATE TABLE IF NOT EXISTS incentive_trace (
  run_no INTEGER NOT NULL,
  specialist_id VARCHAR NOT NULL,
  step_no INTEGER NOT NULL,
  step VARCHAR NOT NULL,
  node VARCHAR NOT NULL,
  amount DECIMAL(38, 6) NOT NULL,
  rule_no INTEGER NOT NULL,
  inputs VARCHAR NOT NULL,
  formula VARCHAR NOT NULL,
  notes VARCHAR NOT NULL
)

-- Calculations of a plan for a period, never changed: by which plan (file and hash), from what (counts and hash of all that
-- was read) and what came out. `kind` is calculate or rebook.
CREATE TABLE IF NOT EXISTS incentive_runs (
  run_no INTEGER NOT NULL,
  kind VARCHAR NOT NULL,
  plan_id VARCHAR NOT NULL,
  plan_title VARCHAR NOT NULL,
  plan_file VARCHAR NOT NULL,
  plan_hash VARCHAR NOT NULL,
  authority VARCHAR NOT NULL,
  currency VARCHAR NOT NULL,
  period VARCHAR NOT NULL,
  first_on DATE NOT NULL,
  last_on DATE NOT NULL,
  as_of DATE NOT NULL,
  people BIGINT NOT NULL,
  inputs VARCHAR NOT NULL,
  input_hash VARCHAR NOT NULL,
  result_hash VARCHAR NOT NULL,
  total DECIMAL(38, 6) NOT NULL,
  engine VARCHAR NOT NULL
)

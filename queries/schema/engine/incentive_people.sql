-- Who took part in a run, as they stood then, and what each gets.
CREATE TABLE IF NOT EXISTS incentive_people (
  run_no INTEGER NOT NULL,
  specialist_id VARCHAR NOT NULL,
  specialist_name VARCHAR,
  grade VARCHAR,
  team_id VARCHAR,
  team_name VARCHAR,
  branch_id VARCHAR,
  branch_name VARCHAR,
  pay DECIMAL(38, 6) NOT NULL
)

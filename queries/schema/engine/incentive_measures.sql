-- The sums of metrics that a run read.
CREATE TABLE IF NOT EXISTS incentive_measures (
  run_no INTEGER NOT NULL,
  metric VARCHAR NOT NULL,
  days VARCHAR NOT NULL,
  scope VARCHAR NOT NULL,
  scope_id VARCHAR NOT NULL,
  numerator DECIMAL(38, 6),
  denominator DECIMAL(38, 6)
)

-- What somebody has to look at before the period of a run is closed.
CREATE TABLE IF NOT EXISTS incentive_findings (
  run_no INTEGER NOT NULL,
  specialist_id VARCHAR NOT NULL,
  node VARCHAR NOT NULL,
  kind VARCHAR NOT NULL,
  detail VARCHAR NOT NULL
)

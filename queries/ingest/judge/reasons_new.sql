-- Why rows of the file at hand are rejected: one row per reason. `waits` marks those that join once what they refer
-- to arrives.
CREATE OR REPLACE TEMP TABLE reasons (
  file_no INTEGER,
  file_row BIGINT,
  column_name VARCHAR,
  raw_value VARCHAR,
  rule VARCHAR,
  message VARCHAR,
  waits BOOLEAN
)

-- Rows that broke the contract: one row per reason. `row` counts from 1 in the file, the header included.
CREATE TABLE IF NOT EXISTS rejects (
  file_no INTEGER NOT NULL,
  file VARCHAR NOT NULL,
  sheet VARCHAR,
  "row" BIGINT NOT NULL,
  table_name VARCHAR NOT NULL,
  column_name VARCHAR,
  raw_value VARCHAR,
  rule VARCHAR NOT NULL,
  message VARCHAR NOT NULL
)

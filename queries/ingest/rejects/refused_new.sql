-- Reasons of files that were refused as a whole; they are in the list of rejects of this run only.
CREATE OR REPLACE TEMP TABLE refused (
  file VARCHAR,
  sheet VARCHAR,
  table_name VARCHAR,
  "row" BIGINT,
  column_name VARCHAR,
  raw_value VARCHAR,
  rule VARCHAR,
  message VARCHAR
)

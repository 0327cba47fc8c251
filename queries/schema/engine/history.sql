-- Earlier versions of rows that a later file superseded, as JSON, with the files both came from.
CREATE TABLE IF NOT EXISTS history (
  table_name VARCHAR NOT NULL,
  content VARCHAR NOT NULL,
  file_no INTEGER NOT NULL,
  file_row BIGINT NOT NULL,
  superseded_by INTEGER NOT NULL
)

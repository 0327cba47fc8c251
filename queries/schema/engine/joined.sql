-- Rows of `main` in which something stands that their file does not say: the due item they belong to, or the payment they
-- take back. It is looked for anew after every run. `is_negative` marks amounts that were below zero in the file.
CREATE TABLE IF NOT EXISTS joined (
  table_name VARCHAR NOT NULL,
  file_no INTEGER NOT NULL,
  file_row BIGINT NOT NULL,
  finds_due BOOLEAN NOT NULL,
  finds_reversed BOOLEAN NOT NULL,
  is_negative BOOLEAN NOT NULL
)

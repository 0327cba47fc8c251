-- The ledger of files: one row per file loaded, identified by its bytes and the mapping used; a file with several sheets,
-- or one that feeds several tables, has a row for each. `run_no` tells the runs apart, `asked` is the table named by the
-- user, `replaces` whether the file was to replace the earlier one of its path and `empties` whether columns it lacks were
-- to be emptied. `month_on` is the first day of the month of a list that names owners of due items,
-- `join_by` how rows that name a policy alone find their due item. `covers_to` is the day to which the user says that the files of
-- the run are complete, `says_to` the one that the file itself says.
-- rows_read = accepted + rejected + skipped + identical, and accepted = inserted + changed + unchanged.
CREATE TABLE IF NOT EXISTS files (
  file_no INTEGER NOT NULL,
  run_no INTEGER NOT NULL,
  path VARCHAR NOT NULL,
  sheet VARCHAR,
  sha256 VARCHAR NOT NULL,
  mapping VARCHAR NOT NULL,
  asked VARCHAR,
  replaces BOOLEAN NOT NULL,
  empties BOOLEAN NOT NULL,
  table_name VARCHAR NOT NULL,
  bytes BIGINT NOT NULL,
  rows_read BIGINT NOT NULL,
  accepted BIGINT NOT NULL,
  rejected BIGINT NOT NULL,
  skipped BIGINT NOT NULL,
  identical BIGINT NOT NULL,
  inserted BIGINT NOT NULL,
  changed BIGINT NOT NULL,
  unchanged BIGINT NOT NULL,
  month_on DATE,
  join_by VARCHAR,
  covers_to DATE,
  says_to DATE
)

-- The ledger of files: one row per file loaded, identified by its bytes and the mapping used.
-- rows_read = accepted + rejected + skipped + identical, and accepted = inserted + changed + unchanged.
CREATE TABLE IF NOT EXISTS files (
  file_no INTEGER NOT NULL,
  path VARCHAR NOT NULL,
  sha256 VARCHAR NOT NULL,
  mapping VARCHAR NOT NULL,
  table_name VARCHAR NOT NULL,
  bytes BIGINT NOT NULL,
  rows_read BIGINT NOT NULL,
  accepted BIGINT NOT NULL,
  rejected BIGINT NOT NULL,
  skipped BIGINT NOT NULL,
  identical BIGINT NOT NULL,
  inserted BIGINT NOT NULL,
  changed BIGINT NOT NULL,
  unchanged BIGINT NOT NULL
)

-- What a file said when it was read last: its parts by number, each with the row of `files` that its bytes and mapping name. The same
-- bytes at the same path say the same again as long as `recipe`, the hash of all that decides how files are read, is the same.
CREATE TABLE IF NOT EXISTS readings (
  sha256 VARCHAR NOT NULL,
  path VARCHAR NOT NULL,
  recipe VARCHAR NOT NULL,
  part_no INTEGER NOT NULL,
  sheet VARCHAR,
  table_name VARCHAR NOT NULL,
  mapping VARCHAR NOT NULL,
  rows_read BIGINT NOT NULL
)

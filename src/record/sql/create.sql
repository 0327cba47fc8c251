-- The record of decisions: entries are added at the end, each with the hash of the one before, and nothing else is done.
-- `at` is in UTC and empty where nobody knows it any more.
CREATE TABLE entries (
  number INTEGER PRIMARY KEY,
  at TEXT,
  person TEXT,
  login TEXT NOT NULL,
  kind TEXT NOT NULL,
  plan TEXT,
  period TEXT,
  payload TEXT NOT NULL,
  previous TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT;

CREATE TRIGGER entries_stay BEFORE DELETE ON entries
BEGIN
  SELECT RAISE(ABORT, 'entries of the record are never taken away');
END;

CREATE TRIGGER entries_never_change BEFORE UPDATE ON entries
BEGIN
  SELECT RAISE(ABORT, 'entries of the record never change');
END;

CREATE TRIGGER entries_follow_the_last BEFORE INSERT ON entries
WHEN NEW.number <> (SELECT COALESCE(MAX(number), 0) + 1 FROM entries)
  OR NEW.previous <> COALESCE((SELECT hash FROM entries ORDER BY number DESC LIMIT 1), '')
BEGIN
  SELECT RAISE(ABORT, 'an entry of the record follows the last one');
END;

PRAGMA user_version = 1;

-- Accounts, sessions and the audit log, beside the record of decisions. A session or device is known by the hash of its token.
CREATE TABLE IF NOT EXISTS users (
  user TEXT PRIMARY KEY COLLATE NOCASE,
  name TEXT NOT NULL,
  person TEXT,
  password TEXT,
  password_set INTEGER,
  one_time TEXT,
  one_time_until INTEGER,
  factor TEXT,
  factor_step INTEGER NOT NULL DEFAULT 0,
  is_disabled INTEGER NOT NULL DEFAULT 0,
  made INTEGER NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS grants (
  user TEXT NOT NULL COLLATE NOCASE REFERENCES users (user),
  role TEXT NOT NULL,
  level TEXT NOT NULL,
  entity_id TEXT NOT NULL,
  PRIMARY KEY (user, role, level, entity_id)
) STRICT;

CREATE TABLE IF NOT EXISTS sessions (
  token TEXT PRIMARY KEY,
  user TEXT NOT NULL COLLATE NOCASE REFERENCES users (user),
  stage TEXT NOT NULL,
  begun INTEGER NOT NULL,
  seen INTEGER NOT NULL,
  origin TEXT NOT NULL,
  agent TEXT NOT NULL,
  factor TEXT,
  viewing_as TEXT
) STRICT;

CREATE TABLE IF NOT EXISTS devices (
  token TEXT PRIMARY KEY,
  user TEXT NOT NULL COLLATE NOCASE REFERENCES users (user),
  known_until INTEGER NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS audit (
  number INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  user TEXT,
  origin TEXT NOT NULL,
  kind TEXT NOT NULL,
  details TEXT NOT NULL,
  previous TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT;

CREATE TRIGGER IF NOT EXISTS audit_stays BEFORE DELETE ON audit
BEGIN
  SELECT RAISE(ABORT, 'lines of the audit log are never taken away');
END;

CREATE TRIGGER IF NOT EXISTS audit_never_changes BEFORE UPDATE ON audit
BEGIN
  SELECT RAISE(ABORT, 'lines of the audit log never change');
END;

CREATE TRIGGER IF NOT EXISTS audit_follows_the_last BEFORE INSERT ON audit
WHEN NEW.number <> (SELECT COALESCE(MAX(number), 0) + 1 FROM audit)
  OR NEW.previous <> COALESCE((SELECT hash FROM audit ORDER BY number DESC LIMIT 1), '')
BEGIN
  SELECT RAISE(ABORT, 'a line of the audit log follows the last one');
END;

-- What each file of `queries/facts/data/` was last run on: its SQL, the settings, and what it reads.
CREATE TABLE IF NOT EXISTS facts_built (file VARCHAR NOT NULL, fingerprint VARCHAR NOT NULL)

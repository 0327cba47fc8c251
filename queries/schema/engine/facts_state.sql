-- What the tables of schema `facts` were built from: data, settings and SQL files.
CREATE TABLE IF NOT EXISTS facts_state (fingerprint VARCHAR NOT NULL)

-- What all facts together were last built from: how their files read, and the last file of data.
CREATE TABLE IF NOT EXISTS facts_until (recipe VARCHAR NOT NULL, last_file INTEGER NOT NULL)

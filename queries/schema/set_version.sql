-- The store has the tables of this version.
INSERT INTO store_version (schema_version) VALUES ($schema_version)

-- The version of the tables of this store: one row.
CREATE TABLE IF NOT EXISTS store_version (schema_version BIGINT NOT NULL)

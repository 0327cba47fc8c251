CREATE TABLE IF NOT EXISTS store_version (schema_version BIGINT NOT NULL)

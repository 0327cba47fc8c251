INSERT INTO store_version (schema_version) VALUES ($schema_version)

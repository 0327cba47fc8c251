-- The schema version of this store; no row in a new one.
SELECT schema_version FROM store_version

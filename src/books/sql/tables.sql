-- The tables of a store; an earlier program made fewer.
SELECT table_name FROM duckdb_tables() WHERE schema_name = 'main'

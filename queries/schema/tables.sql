-- Every table of the store, whoever made it.
SELECT schema_name, table_name
FROM duckdb_tables()
WHERE NOT internal AND NOT temporary
ORDER BY ALL

-- The type of a column of facts.
SELECT data_type FROM duckdb_columns() WHERE schema_name = 'facts' AND table_name = $table AND column_name = $column

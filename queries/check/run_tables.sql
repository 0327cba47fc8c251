-- The facts of a run, tables and views.
SELECT table_name, table_type = 'VIEW' AS is_view
FROM information_schema.tables
WHERE table_catalog = 'temp' AND table_name LIKE 'run\_%' ESCAPE '\'
ORDER BY table_name

-- The earlier name of the schema `pending`; views of queries/schema/aside.sql.j2 lie in it.
CREATE SCHEMA IF NOT EXISTS aside

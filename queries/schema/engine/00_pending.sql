-- Rows that wait for a row they refer to stand here, table by table.
CREATE SCHEMA IF NOT EXISTS pending

-- Keeps the reasons of a refused file for the list of rejects.
INSERT INTO refused
SELECT $path, CAST($sheet AS VARCHAR), $table_name, file_row, column_name, raw_value, rule, message FROM reasons

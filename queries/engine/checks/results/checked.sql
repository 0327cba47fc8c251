-- How many rows each table has, and how many of them were left out.
SELECT table_name, row_count, left_out
FROM check_tables

-- How many rows break which rule.
SELECT table_name, column_name, rule, COUNT(*) AS row_count
FROM check_faults
GROUP BY table_name, column_name, rule

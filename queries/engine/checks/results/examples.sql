-- Up to a hundred rows for each rule that is broken, by their keys.
SELECT table_name, column_name, rule, row_key, raw_value
FROM (
  SELECT
    table_name,
    column_name,
    rule,
    row_key,
    raw_value,
    ROW_NUMBER() OVER (PARTITION BY table_name, column_name, rule ORDER BY row_key, raw_value) AS place
  FROM check_faults
) AS numbered
WHERE place <= 100

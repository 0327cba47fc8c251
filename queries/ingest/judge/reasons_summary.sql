-- The reasons of a file by rule and column, with the first row of each.
SELECT
  rule,
  column_name,
  count(*) AS "rows",
  min(file_row) AS first_row,
  arg_min(raw_value, file_row) AS first_value,
  arg_min(message, file_row) AS first_message
FROM reasons
GROUP BY rule, column_name
ORDER BY rule, column_name

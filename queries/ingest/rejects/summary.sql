-- The rejects that stand for a file by rule and column, with the first row of each.
SELECT
  rule,
  column_name,
  count(*) AS "rows",
  min("row") AS first_row,
  arg_min(raw_value, "row") AS first_value,
  arg_min(message, "row") AS first_message
FROM rejects
WHERE file_no = $file_no
GROUP BY rule, column_name
ORDER BY rule, column_name

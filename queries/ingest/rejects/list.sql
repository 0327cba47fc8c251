-- All rejects that stand, and those of the files refused in this run, in the order of the list.
CREATE OR REPLACE TEMP TABLE reject_list AS
SELECT file, sheet, "row", table_name, column_name, raw_value, rule, message
FROM (
  SELECT 1 AS place, file_no, file, sheet, "row", table_name, column_name, raw_value, rule, message FROM rejects
  UNION ALL
  SELECT 2, 0, file, sheet, "row", table_name, column_name, raw_value, rule, message FROM refused
)
ORDER BY place, file_no, file, sheet, "row", column_name, rule, raw_value, message

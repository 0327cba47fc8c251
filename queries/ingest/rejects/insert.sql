-- The reasons go to the list of rejects, with the file they are about.
INSERT INTO rejects
SELECT r.file_no, f.path, f.sheet, r.file_row, f.table_name, r.column_name, r.raw_value, r.rule, r.message
FROM reasons AS r
JOIN files AS f ON f.file_no = r.file_no
ORDER BY r.file_no, r.file_row, r.column_name, r.rule, r.message

-- and those that follow from the lists now come.
INSERT INTO main.ownership (due_id, specialist_id, from_on, file_no, file_row)
SELECT due_id, specialist_id, from_on, file_no, file_row
FROM hand_overs
ORDER BY due_id, from_on

-- Of items that a list names for the first time: what a file of due items said before.
INSERT INTO list_owners
SELECT k.due_id, k.specialist_id, NULL, k.file_no, k.file_row
FROM (SELECT * FROM main.due_items UNION ALL SELECT * FROM pending.due_items) AS k
SEMI JOIN (SELECT * FROM staged WHERE raw IS NULL) AS s ON s.due_id = k.due_id
WHERE k.file_no IN (SELECT file_no FROM files WHERE month_on IS NULL)
  AND NOT EXISTS (SELECT 1 FROM list_owners AS o WHERE o.due_id = k.due_id AND o.file_no = k.file_no)

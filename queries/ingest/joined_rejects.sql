-- What was said of the waiting rows is said anew.
DELETE FROM rejects
WHERE EXISTS (SELECT 1 FROM staged AS s WHERE s.file_no = rejects.file_no AND s.row_given = rejects."row")

-- That they wait is no longer true of waiting rows that are superseded.
DELETE FROM rejects
WHERE rule <> 'cell_left_out'
  AND EXISTS (SELECT 1 FROM pending_matches AS m WHERE m.file_no = rejects.file_no AND m.file_row = rejects."row")

-- What was said of the waiting rows is said anew, but for cells that were left out when they were read.
DELETE FROM rejects
WHERE rule <> 'cell_left_out'
  AND EXISTS (SELECT 1 FROM staged AS s WHERE s.file_no = rejects.file_no AND s.row_given = rejects."row")

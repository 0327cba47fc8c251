-- Rows with a reason do not go into the table: they wait if all their reasons do, else they are rejected. A cell that was
-- left out is no reason.
INSERT INTO left_out
SELECT r.file_no, r.file_row, CASE WHEN bool_and(r.waits) THEN 'waiting' ELSE 'rejected' END
FROM reasons AS r
WHERE r.rule <> 'cell_left_out'
  AND NOT EXISTS (SELECT 1 FROM left_out AS o WHERE o.file_no = r.file_no AND o.file_row = r.file_row)
GROUP BY r.file_no, r.file_row

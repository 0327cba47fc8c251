-- Hand-overs of lists give way to those of the file at hand.
DELETE FROM main.ownership
WHERE file_no IN (SELECT file_no FROM files WHERE month_on IS NOT NULL)
  AND EXISTS (
    SELECT 1 FROM incoming AS i WHERE i.due_id = ownership.due_id AND i.from_on = ownership.from_on
  )

-- One stretch of the list of rejects.
SELECT * FROM reject_list WHERE rowid >= $from AND rowid < $to ORDER BY rowid

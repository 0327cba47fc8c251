-- Some rows of the kept answer, in their order.
SELECT * FROM asked_rows WHERE rowid >= $first AND rowid < $behind ORDER BY rowid

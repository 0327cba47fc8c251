-- Up to which decision the store has followed the record.
SELECT number, hash FROM record_followed

-- Up to which entry of the record this store is.
SELECT number, hash FROM record_followed ORDER BY number DESC LIMIT 1

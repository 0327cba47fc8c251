-- The store is up to this entry of the record.
INSERT INTO record_followed VALUES ($number, $hash)

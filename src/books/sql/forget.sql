-- The store follows no record.
DELETE FROM record_followed

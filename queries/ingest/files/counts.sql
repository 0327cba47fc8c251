-- What the ledger says of a file.
SELECT * FROM files WHERE file_no = $file_no

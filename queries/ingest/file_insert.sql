-- Enters a file into the ledger.
INSERT INTO files
VALUES (
  $file_no, $path, $sha256, $mapping, $table_name, $bytes, $rows_read, $accepted, $rejected, $skipped, $identical,
  $inserted, $changed, $unchanged
)

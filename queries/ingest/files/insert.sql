-- Enters a file, or a part of one, into the ledger.
INSERT INTO files
VALUES (
  $file_no, $run_no, $path, $sheet, $sha256, $mapping, $asked, $replaces, $empties, $table_name, $bytes, $rows_read, $accepted,
  $rejected, $skipped, $identical, $inserted, $changed, $unchanged, $month_on, $join_by, $covers_to, $says_to
)

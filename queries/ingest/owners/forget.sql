-- A file that replaces the earlier one of its path replaces what that said of owners too.
DELETE FROM list_owners
WHERE file_no IN (
  SELECT file_no
  FROM files
  WHERE path = $path AND table_name = 'due_items' AND sheet IS NOT DISTINCT FROM CAST($sheet AS VARCHAR)
)

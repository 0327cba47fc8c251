-- Staged contacts that name a policy and no due item.
CREATE OR REPLACE TEMP TABLE sought AS
SELECT
  rowid AS staged_row,
  file_no,
  COALESCE(row_given, first_row + rowid - (SELECT MIN(rowid) FROM staged)) AS file_row,
  true AS finds_due,
  false AS finds_reversed,
  false AS is_negative
FROM staged
WHERE raw IS NULL AND due_id IS NULL AND policy_id IS NOT NULL

-- Staged payments that do not say their due item, and reversals that do not say what they take back.
CREATE OR REPLACE TEMP TABLE sought AS
SELECT
  rowid AS staged_row,
  file_no,
  COALESCE(row_given, first_row + rowid - (SELECT MIN(rowid) FROM staged)) AS file_row,
  due_id IS NULL AS finds_due,
  status = 'reversal' AND reverses_payment_id IS NULL AS finds_reversed,
  amount < 0 AS is_negative
FROM staged
WHERE raw IS NULL AND (due_id IS NULL OR (status = 'reversal' AND reverses_payment_id IS NULL))

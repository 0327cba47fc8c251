-- Rows that go into the table and name another owner than the first.
CREATE OR REPLACE TEMP TABLE owned_otherwise AS
SELECT s.staged_row, f.specialist_id
FROM (
  SELECT
    file_no,
    COALESCE(row_given, first_row + rowid - (SELECT MIN(rowid) FROM staged)) AS file_row,
    rowid AS staged_row,
    due_id,
    specialist_id
  FROM staged
  WHERE raw IS NULL
) AS s
JOIN first_owners AS f ON f.due_id = s.due_id AND f.specialist_id <> s.specialist_id
WHERE NOT EXISTS (SELECT 1 FROM left_out AS o WHERE o.file_no = s.file_no AND o.file_row = s.file_row)

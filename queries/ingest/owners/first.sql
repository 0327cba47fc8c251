-- The first owner of items: what the last file of due items said, else the list of the earliest month, of two lists of a
-- month the one loaded later. Nobody who is not known yet.
CREATE OR REPLACE TEMP VIEW first_owners AS
SELECT o.due_id, o.specialist_id
FROM list_owners AS o
SEMI JOIN main.specialists AS p ON p.specialist_id = o.specialist_id
QUALIFY row_number() OVER (
  PARTITION BY o.due_id ORDER BY o.month_on NULLS FIRST, o.file_no DESC, o.file_row DESC
) = 1

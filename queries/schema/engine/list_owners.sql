-- Who owns a due item by each list that names it: `month_on` is the first day of the list's month, empty for a file of
-- due items, which says who the first owner is. Kept of items that a list names; the tables follow from it.
CREATE TABLE IF NOT EXISTS list_owners (
  due_id VARCHAR NOT NULL,
  specialist_id VARCHAR NOT NULL,
  month_on DATE,
  file_no INTEGER NOT NULL,
  file_row BIGINT NOT NULL
)

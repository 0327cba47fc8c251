-- Rows that waited may have been brought to the known spelling of an id: so is what they say.
UPDATE list_owners
SET due_id = s.due_id, specialist_id = s.specialist_id
FROM staged AS s
WHERE list_owners.file_no = s.file_no AND list_owners.file_row = s.row_given
  AND (list_owners.due_id <> s.due_id OR list_owners.specialist_id <> s.specialist_id)

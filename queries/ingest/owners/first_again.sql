-- The first owner of an item may come to be known after the item itself.
UPDATE main.due_items
SET specialist_id = f.specialist_id
FROM first_owners AS f
WHERE f.due_id = due_items.due_id AND f.specialist_id <> due_items.specialist_id

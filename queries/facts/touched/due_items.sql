-- The touched rows of due items. An item keeps its number; a new one comes after all others.
CREATE OR REPLACE TEMP TABLE touched_due_items AS
SELECT m.*, COALESCE(b.item_key - 1, n.top + m.rowid) AS rowid
FROM main.due_items AS m
SEMI JOIN (SELECT * FROM touched WHERE what = 'due_id') AS t ON t.id = m.due_id
LEFT JOIN items_before AS b ON b.due_id = m.due_id
CROSS JOIN (SELECT COALESCE(MAX(item_key), 0) AS top FROM facts.items) AS n

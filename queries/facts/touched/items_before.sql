-- The touched due items as they were.
CREATE OR REPLACE TEMP TABLE items_before AS
SELECT i.*
FROM facts.items AS i
SEMI JOIN (SELECT * FROM touched WHERE what = 'due_id') AS t ON t.id = i.due_id

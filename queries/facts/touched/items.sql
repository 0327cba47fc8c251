-- The touched due items as they are by now,
CREATE OR REPLACE TEMP TABLE touched_facts_items AS
SELECT i.*
FROM facts.items AS i
SEMI JOIN (SELECT * FROM touched WHERE what = 'due_id') AS t ON t.id = i.due_id

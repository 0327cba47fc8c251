-- Due items that were others before: what refers to them is looked at again. To one that is new nothing referred that did not
-- wait for it.
INSERT INTO touched
SELECT 'item', due_id
FROM (SELECT * FROM before EXCEPT SELECT * FROM part)

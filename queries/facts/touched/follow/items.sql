-- Due items that are others than before: what refers to them is looked at again.
INSERT INTO touched
WITH differ AS (
  (SELECT * FROM items_before EXCEPT SELECT * FROM part)
  UNION ALL
  (SELECT * FROM part EXCEPT SELECT * FROM items_before)
)
SELECT DISTINCT 'item', due_id FROM differ

-- The whole number of the customer of a due item of a unit.
SELECT n.phone
FROM item_of AS o
INNER JOIN phones AS n ON n.item = o.item
WHERE o.level = $viewer_level AND o.entity_id = $viewer_id AND o.item = $item
ORDER BY n.phone

-- Whom a unit is to contact in the morning, the most urgent first.
SELECT
  w.*,
  i.customer_name,
  i.policy_id,
  i.due_id,
  i.product,
  i.due_no,
  i.due_on,
  i.grace_end_on,
  i.amount_due,
  i.phone,
  i.specialist_id,
  i.specialist_name,
  i.team_name
FROM item_of AS o
INNER JOIN worklist AS w ON w.item = o.item
INNER JOIN items AS i ON i.item = o.item
WHERE o.level = $viewer_level AND o.entity_id = $viewer_id
ORDER BY w.place

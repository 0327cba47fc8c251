-- What was done about a due item of a unit, the newest first.
SELECT c.occurred_at, c.kind, c.purpose, c.outcome, c.promised_on, c.objection_code, c.note, c.specialist_name
FROM item_of AS o
INNER JOIN contacts AS c ON c.item = o.item
WHERE o.level = $viewer_level AND o.entity_id = $viewer_id AND o.item = $item
ORDER BY c.occurred_at DESC, c.activity_id

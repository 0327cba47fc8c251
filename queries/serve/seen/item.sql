-- A due item of a unit, with the task it is on the worklist for.
SELECT i.*, w.reason, w.reasons, w.score, w.risk_class, w.reasons_zh, w.reasons_en, w.value_at_risk, w.promised_on, w.lapsed_on, w.channel
FROM item_of AS o
INNER JOIN items AS i ON i.item = o.item
LEFT JOIN worklist AS w ON w.item = o.item
WHERE o.level = $viewer_level AND o.entity_id = $viewer_id AND o.item = $item
ORDER BY i.item

-- What was paid, tried to be paid and taken back of a due item of a unit, the newest first.
SELECT p.paid_on, p.amount, p.method, p.status, p.funding, p.failure_code
FROM item_of AS o
INNER JOIN payments AS p ON p.item = o.item
WHERE o.level = $viewer_level AND o.entity_id = $viewer_id AND o.item = $item
ORDER BY p.paid_on DESC, p.payment_id

-- severity: error
-- zh: 收齐日没有缴费
-- en: Items settled on a day without a payment
-- hint_zh: 检查工作区对 queries/facts/ 的改动；收齐日应为某笔缴费或冲正之日
-- hint_en: look at the workspace's changes of queries/facts/: an item is settled on the day of a payment
SELECT i.due_id, s.from_on AS settled_on
FROM facts.settled_spans AS s
INNER JOIN facts.items AS i ON i.item_key = s.item_key
LEFT JOIN facts.payments AS p ON p.item_key = s.item_key AND p.paid_on = s.from_on AND p.net_amount > 0
WHERE p.item_key IS NULL
ORDER BY i.due_id, s.from_on

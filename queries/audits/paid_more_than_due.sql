-- severity: warning
-- zh: 实收多于应收
-- en: More paid than was due
-- hint_zh: 核对是否重复入账；指标中最多按应收金额计
-- hint_en: look for payments booked twice; metrics count the amount due at most
SELECT i.due_id, i.amount_due, s.net_paid, s.from_on
FROM facts.paid_steps AS s
INNER JOIN facts.items AS i ON i.item_key = s.item_key
WHERE s.to_on = DATE '9999-12-31' AND s.net_paid > i.amount_due
ORDER BY i.due_id

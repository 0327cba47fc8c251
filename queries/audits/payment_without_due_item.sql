-- severity: error
-- zh: 没有对应应收的缴费
-- en: Payments without a due item
-- hint_zh: 补载这些缴费所属的应收清单
-- hint_en: load the due list these payments belong to
SELECT p.payment_id, p.due_id, p.paid_on, p.amount
FROM payments AS p
LEFT JOIN due_items AS d ON d.due_id = p.due_id
WHERE d.due_id IS NULL
ORDER BY p.payment_id

-- severity: warning
-- zh: 早于承保日期的缴费
-- en: Payments before their policy was issued
-- hint_zh: 核对实收日期与承保日期
-- hint_en: compare the days of payment and issue
SELECT p.payment_id, p.due_id, p.paid_on, o.policy_id, o.issued_on
FROM payments AS p
INNER JOIN due_items AS d ON d.due_id = p.due_id
INNER JOIN policies AS o ON o.policy_id = d.policy_id
WHERE CAST(p.paid_on AS DATE) < o.issued_on AND d.due_no >= 2
ORDER BY p.payment_id

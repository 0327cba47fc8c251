-- severity: warning
-- zh: 应缴日早于承保日期
-- en: Due items before their policy was issued
-- hint_zh: 核对应缴日与承保日期
-- hint_en: compare the due day and the day of issue
SELECT d.due_id, d.policy_id, d.due_on, o.issued_on
FROM due_items AS d
INNER JOIN policies AS o ON o.policy_id = d.policy_id
WHERE d.due_on < o.issued_on
ORDER BY d.due_id

-- severity: error
-- zh: 同一保单的缴次重复
-- en: Payment numbers that a policy has twice
-- hint_zh: 更正应收清单：同一保单每个缴次只有一条
-- hint_en: correct the due list: a policy has each payment number once
SELECT policy_id, due_no, MIN(due_id) AS due_id, MAX(due_id) AS other_due_id
FROM due_items
GROUP BY policy_id, due_no
HAVING COUNT(*) > 1
ORDER BY policy_id, due_no

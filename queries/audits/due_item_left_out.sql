-- severity: error
-- zh: 缺保单或专员、未进入任何指标的应收
-- en: Due items without policy or specialist, which no metric sees
-- hint_zh: 补载保单和续收专员文件
-- hint_en: load the files of policies and specialists that are missing
SELECT d.due_id, d.policy_id, d.specialist_id
FROM due_items AS d
LEFT JOIN facts.items AS i ON i.due_id = d.due_id
WHERE i.due_id IS NULL
ORDER BY d.due_id

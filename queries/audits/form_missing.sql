-- severity: warning
-- zh: 应有而未发出的服务评鉴表
-- en: Reviews of service that should have gone out
-- hint_zh: 用 worklist --forms 写出评鉴表并发给专员
-- hint_en: write the forms with `worklist --forms` and hand them out
SELECT i.due_id, n.form, s.specialist_id, n.since_on
FROM run_forms_due AS n
INNER JOIN facts.items AS i ON i.item_key = n.item_key
INNER JOIN facts.specialists AS s ON s.specialist_key = n.specialist_key
WHERE NOT n.is_issued AND EXISTS (SELECT 1 FROM service_reviews)
ORDER BY n.since_on, i.due_id, n.form

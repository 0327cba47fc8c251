-- severity: warning
-- zh: 所注明的重复差错不存在或更晚
-- en: Errors that repeat none that is there, or a later one
-- hint_zh: 核对“重复于差错号”；此类不据此计为重复
-- hint_en: correct which error is repeated; such an error does not count as a repeated one for it
SELECT e.error_id, e.specialist_id, e.occurred_on, e.repeat_of, r.occurred_on AS repeated_on
FROM errors AS e
LEFT JOIN errors AS r ON r.error_id = e.repeat_of AND r.error_id <> e.error_id
WHERE e.repeat_of IS NOT NULL AND (r.error_id IS NULL OR r.occurred_on > e.occurred_on)
ORDER BY e.error_id

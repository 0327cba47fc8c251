-- severity: warning
-- zh: 发生之前已整改的收费差错
-- en: Errors mended before they happened
-- hint_zh: 核对发生日期与整改日期；此类使整改天数为负
-- hint_en: compare the two days; such an error took less than no days
SELECT error_id, specialist_id, occurred_on, resolved_on
FROM errors
WHERE resolved_on < occurred_on
ORDER BY error_id

-- severity: warning
-- zh: 提出之前已解决的客户问题
-- en: Problems resolved before they were opened
-- hint_zh: 核对提出时间与解决时间；此类使解决天数为负
-- hint_en: compare the two times; such a problem took less than no days
SELECT issue_id, specialist_id, opened_at, resolved_at
FROM issues
WHERE resolved_at < opened_at
ORDER BY issue_id

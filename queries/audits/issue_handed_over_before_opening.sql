-- severity: warning
-- zh: 提出之前已流转的客户问题
-- en: Problems handed over before they were opened
-- hint_zh: 核对提出时间与流转时间；此类按时限内流转计
-- hint_en: compare the two times; such a problem counts as handed over in time
SELECT issue_id, specialist_id, opened_at, assigned_at
FROM issues
WHERE assigned_at < opened_at
ORDER BY issue_id

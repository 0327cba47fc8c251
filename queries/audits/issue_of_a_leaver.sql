-- severity: warning
-- zh: 离职人员名下未解决的客户问题
-- en: Open problems of people who have left
-- hint_zh: 请另定专员跟进，并在客户问题文件中改正工号
-- hint_en: give them to others by a file of problems with their id
SELECT i.issue_id, i.opened_at, i.specialist_id, p.left_on
FROM issues AS i
INNER JOIN specialists AS p ON p.specialist_id = i.specialist_id
CROSS JOIN run_periods AS r
WHERE CAST(i.opened_at AS DATE) <= r.reference_on AND COALESCE(CAST(i.resolved_at AS DATE) > r.reference_on, TRUE)
  AND p.left_on <= r.reference_on
ORDER BY i.issue_id

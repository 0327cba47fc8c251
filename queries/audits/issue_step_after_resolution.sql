-- severity: warning
-- zh: 解决之后仍有流转的客户问题
-- en: Steps of problems after they were resolved
-- hint_zh: 问题若重新受理，请清空或改正解决时间
-- hint_en: if the problem was taken up again, empty or correct the time it was resolved
SELECT s.issue_id, s.at, s.department, i.resolved_at
FROM issue_steps AS s
INNER JOIN issues AS i ON i.issue_id = s.issue_id
WHERE s.at > i.resolved_at
ORDER BY s.issue_id, s.at, s.department

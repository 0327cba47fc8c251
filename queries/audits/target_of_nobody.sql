-- severity: warning
-- zh: 对象不存在的目标
-- en: Targets of somebody who does not exist
-- hint_zh: 更正目标文件的层级和对象代码；全公司的对象代码为 company
-- hint_en: correct scope and scope id in the file of targets; the company's id is `company`
WITH known AS (
  SELECT 'company' AS scope, 'company' AS scope_id
  UNION ALL
  SELECT DISTINCT 'branch', branch_id FROM teams
  UNION ALL
  SELECT 'team', team_id FROM teams
  UNION ALL
  SELECT 'specialist', specialist_id FROM specialists
)
SELECT t.scope, t.scope_id, t.metric, t.period
FROM targets AS t
LEFT JOIN known AS k ON k.scope = t.scope AND k.scope_id = t.scope_id
WHERE k.scope IS NULL
ORDER BY t.scope, t.scope_id, t.metric, t.period

-- zh: 客户问题
-- en: Problems of customers
-- note_zh: 今日提出的，今日到时限而未及时流转的（时限为提出后两小时工作时间，可设），以及最久未解决的十件。
-- note_en: Opened today; past their deadline today and not handed over in time (two hours of working time after the opening, a
--    setting); and the ten open longest.
-- kind: table
-- when_empty: leave_out
-- needs: issues
-- group_zh: 情形
-- group_en: What
-- group: what
-- group_words: issue_list
-- columns: opened, kind, department, customer_name, team_name, specialist_name, assigned_to, deadline, days
-- formats: text, word:issue, word:department, text, word:unit, text, text, text, count
-- columns_zh: 提出时间, 问题类型, 责任部门, 客户, 团队, 专员, 责任人, 流转时限, 已过天数
-- columns_en: Opened, Kind, Department, Customer, Team, Specialist, Assigned to, Hand over by, Days
WITH known AS (
  SELECT
    i.*,
    COALESCE(i.resolved_on > $reference_on, TRUE) AS is_open,
    s.scope_no,
    CASE WHEN s.team_id = 'unassigned' THEN s.team_id ELSE s.team_name END AS team_name,
    s.specialist_name
  FROM facts.issues AS i
  INNER JOIN report_members AS s ON s.period_no = $period_no AND s.specialist_key = i.specialist_key
  WHERE i.opened_on <= $reference_on
),
aged AS (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY scope_no, is_open ORDER BY opened_at, issue_id) AS place
  FROM known
),
listed AS (
  SELECT 1 AS step, 'opened' AS what, k.* FROM aged AS k WHERE k.opened_on = $reference_on
  UNION ALL
  SELECT 2, 'late', k.* FROM aged AS k WHERE k.deadline_on = $reference_on AND NOT k.is_routed_in_time
  UNION ALL
  SELECT 3, 'oldest', k.* FROM aged AS k WHERE k.is_open AND k.place <= 10
)
SELECT
  l.scope_no,
  l.what,
  STRFTIME(l.opened_at, '%Y-%m-%d %H:%M') AS opened,
  l.kind,
  CASE WHEN l.department = '(none)' THEN '' ELSE l.department END AS department,
  COALESCE(c.customer_name, '') AS customer_name,
  l.team_name,
  l.specialist_name,
  CASE WHEN CAST(q.assigned_at AS DATE) <= $as_of THEN COALESCE(q.assigned_to, '') ELSE '' END AS assigned_to,
  COALESCE(STRFTIME(CAST(l.deadline_on AS TIMESTAMP) + TO_SECONDS(l.deadline_second), '%Y-%m-%d %H:%M'), '') AS deadline,
  CAST($reference_on AS DATE) - l.opened_on AS days
FROM listed AS l
INNER JOIN main.issues AS q ON q.issue_id = l.issue_id
LEFT JOIN facts.customers AS u ON u.customer_key = l.customer_key
LEFT JOIN main.customers AS c ON c.customer_id = u.customer_id
ORDER BY l.scope_no, l.step, l.opened_at, l.issue_id

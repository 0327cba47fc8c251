-- zh: 次日早会单
-- en: Morning sheet of the next day
-- note_zh: 每队一页：次日工作清单与本人所报计划、到期的承诺缴费与承诺服务、到期应交的评鉴表。
-- note_en: For each team: the next day's worklist and what people planned themselves, promises to pay and services promised for the day,
--    reviews of service to be given back by then.
-- kind: table
-- show: folded
-- needs: tasks
-- when_empty: leave_out
-- group: team_id
-- group_title: team_name
-- group_zh: 团队
-- group_en: Team
-- columns: specialist_name, listed, value_at_risk, promises, ending, planned, visits, services, forms
-- formats: text, count, money, count, count, count, count, count, count
-- columns_zh: 专员, 清单件数, 风险金额, 承诺到期, 宽限期将满, 已报计划, 其中亲访, 到期承诺服务, 应交评鉴表
-- columns_en: Specialist, Listed, Value at risk, Promises due, Grace ending, Planned, Visits, Services due, Forms due
WITH told AS (
  SELECT
    s.specialist_key, 1 AS listed, COALESCE(w.value_at_risk, 0) AS value_at_risk,
    CASE WHEN CONTAINS(w.reasons, 'promise_due') THEN 1 ELSE 0 END AS promises,
    CASE WHEN CONTAINS(w.reasons, 'grace_ending') THEN 1 ELSE 0 END AS ending,
    0 AS planned, 0 AS visits, 0 AS services, 0 AS forms
  FROM report_tasks AS w
  INNER JOIN facts.specialists AS s ON s.specialist_id = w.specialist_id
  WHERE w.on_day = CAST($last_on AS DATE) + 1
  UNION ALL
  SELECT t.specialist_key, 0, 0, 0, 0, 1, CASE WHEN m.planned_channel = 'visit' THEN 1 ELSE 0 END, 0, 0
  FROM facts.tasks AS t
  INNER JOIN main.tasks AS m ON m.task_id = t.task_id
  WHERE t.on_day = CAST($last_on AS DATE) + 1
  UNION ALL
  SELECT specialist_key, 0, 0, 0, 0, 0, 0, 1, 0
  FROM facts.visits
  WHERE promised_by = CAST($last_on AS DATE) + 1 AND occurred_on <= $as_of AND COALESCE(kept_on > $as_of, TRUE)
  UNION ALL
  SELECT specialist_key, 0, 0, 0, 0, 0, 0, 0, 1
  FROM facts.service_reviews
  WHERE return_by = CAST($last_on AS DATE) + 1 AND issued_on <= $as_of AND COALESCE(returned_on > $as_of, TRUE)
)
SELECT
  s.scope_no,
  s.team_id,
  CASE WHEN s.team_id = 'unassigned' THEN s.team_id ELSE s.team_name END AS team_name,
  s.specialist_name,
  SUM(t.listed) AS listed,
  SUM(t.value_at_risk) AS value_at_risk,
  SUM(t.promises) AS promises,
  SUM(t.ending) AS ending,
  SUM(t.planned) AS planned,
  SUM(t.visits) AS visits,
  SUM(t.services) AS services,
  SUM(t.forms) AS forms
FROM told AS t
INNER JOIN report_members AS s ON s.period_no = $period_no AND s.specialist_key = t.specialist_key
GROUP BY s.scope_no, s.branch_id, s.team_id, s.team_name, s.specialist_id, s.specialist_name
ORDER BY s.scope_no, s.branch_id, s.team_id, s.specialist_id

-- zh: 夕会单
-- en: Evening sheet
-- note_zh: 每队一页：当日计划与完成、亲访与所记、到期的承诺服务、次日安排。完成看活动，不看所填状态；次日数为已报的计划。
-- note_en: For each team: what was planned for the day and done, visits and their records, services promised for the day, and what is
--    planned for the next. Done is what an activity shows, whatever the state says.
-- kind: table
-- show: folded
-- needs: tasks, activities
-- when_empty: leave_out
-- group: team_id
-- group_title: team_name
-- group_zh: 团队
-- group_en: Team
-- metrics: plan_done_rate
-- columns: specialist_name, planned, done, rate, moved, dropped, visits, recorded, accompanied, promised, kept, ahead, visits_ahead
-- formats: text, count, count, bar, count, count, count, count, count, count, count, count, count
-- columns_zh: 专员, 计划, 完成, 完成率, 改期, 取消, 亲访, 有记录, 陪访, 到期承诺服务, 已兑现, 次日计划, 其中亲访
-- columns_en: Specialist, Planned, Done, Done %, Moved, Dropped, Visits, Recorded, Accompanied, Services due, Kept, Planned next, Visits next
WITH done AS (
  SELECT DISTINCT t.task_id
  FROM run_tasks AS t
  INNER JOIN run_activities AS a
    ON a.period_no = t.period_no AND a.specialist_key = t.specialist_key AND a.occurred_on = t.on_day
      AND (a.item_key = t.item_key OR t.item_key IS NULL AND a.customer_key = t.customer_key
        OR t.item_key IS NULL AND t.customer_key IS NULL AND a.activity_id = t.activity_id)
  WHERE t.period_no = $period_no
),
told AS (
  SELECT
    t.specialist_key, 1 AS planned, CASE WHEN d.task_id IS NULL THEN 0 ELSE 1 END AS done,
    CASE WHEN m.state = 'moved' THEN 1 ELSE 0 END AS moved, CASE WHEN m.state = 'dropped' THEN 1 ELSE 0 END AS dropped,
    0 AS visits, 0 AS recorded, 0 AS accompanied, 0 AS promised, 0 AS kept, 0 AS ahead, 0 AS visits_ahead
  FROM run_tasks AS t
  INNER JOIN main.tasks AS m ON m.task_id = t.task_id
  LEFT JOIN done AS d ON d.task_id = t.task_id
  WHERE t.period_no = $period_no
  UNION ALL
  SELECT
    a.specialist_key, 0, 0, 0, 0, 1, CASE WHEN v.activity_id IS NULL THEN 0 ELSE 1 END, CASE WHEN v.is_accompanied THEN 1 ELSE 0 END,
    0, 0, 0, 0
  FROM run_activities AS a
  LEFT JOIN (
    SELECT activity_id, BOOL_OR(is_accompanied) AS is_accompanied
    FROM facts.visits
    WHERE occurred_on = $last_on
    GROUP BY activity_id
  ) AS v ON v.activity_id = a.activity_id
  WHERE a.period_no = $period_no AND a.kind = 'visit'
  UNION ALL
  SELECT specialist_key, 0, 0, 0, 0, 0, 0, 0, 1, CASE WHEN kept_on <= promised_by THEN 1 ELSE 0 END, 0, 0
  FROM facts.visits
  WHERE promised_by = $last_on AND occurred_on <= $as_of
  UNION ALL
  SELECT t.specialist_key, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, CASE WHEN m.planned_channel = 'visit' THEN 1 ELSE 0 END
  FROM facts.tasks AS t
  INNER JOIN main.tasks AS m ON m.task_id = t.task_id
  WHERE t.on_day = CAST($last_on AS DATE) + 1
)
SELECT
  s.scope_no,
  s.team_id,
  CASE WHEN s.team_id = 'unassigned' THEN s.team_id ELSE s.team_name END AS team_name,
  s.specialist_name,
  SUM(t.planned) AS planned,
  SUM(t.done) AS done,
  SUM(t.done) AS rate,
  SUM(t.planned) AS rate_of,
  SUM(t.moved) AS moved,
  SUM(t.dropped) AS dropped,
  SUM(t.visits) AS visits,
  SUM(t.recorded) AS recorded,
  SUM(t.accompanied) AS accompanied,
  SUM(t.promised) AS promised,
  SUM(t.kept) AS kept,
  SUM(t.ahead) AS ahead,
  SUM(t.visits_ahead) AS visits_ahead
FROM told AS t
INNER JOIN report_members AS s ON s.period_no = $period_no AND s.specialist_key = t.specialist_key
GROUP BY s.scope_no, s.branch_id, s.team_id, s.team_name, s.specialist_id, s.specialist_name
ORDER BY s.scope_no, s.branch_id, s.team_id, s.specialist_id

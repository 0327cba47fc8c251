-- zh: 问题分部门
-- en: Problems by department
-- note_zh: 责任部门本周的客户问题：本周提出、及时流转（时限落在本周者）、本周解决及平均天数、周末未解决与超期。用时为本周内曾未解决的问题
--    至周末在各部门停留的工作小时，按流转记录计，未记流转的计在责任部门。
-- note_en: Problems by department: opened in the week, handed over in time (deadline in the week), resolved in it with their mean
--    days, open and open too long at its end. Hours are those of work that problems open in the week have lain with each
--    department by its end, by the steps on record, else with the problem's own department.
-- kind: table
-- show: folded
-- when_empty: leave_out
-- needs: issues
-- columns: department, opened, routed, routed_cases, resolved, days, open, overdue, hours, hours_each
-- formats: word:department, count, bar, cases:routed, count, days, count, count, days, days
-- columns_zh: 部门, 本周提出, 及时流转, 到时限件数, 本周解决, 平均天数, 未解决, 其中超期, 用时（小时）, 每件用时
-- columns_en: Department, Opened, Handed over in time, Cases, Resolved, Mean days, Open, Open too long, Hours, Hours each
WITH counted AS (
  SELECT
    s.scope_no,
    i.department,
    SUM(CASE WHEN i.opened_on >= $first_on THEN 1 ELSE 0 END) AS opened,
    SUM(CASE WHEN i.deadline_on BETWEEN $first_on AND $reference_on AND i.is_routed_in_time THEN 1 ELSE 0 END) AS routed,
    SUM(CASE WHEN i.deadline_on BETWEEN $first_on AND $reference_on THEN 1 ELSE 0 END) AS routed_of,
    SUM(CASE WHEN i.resolved_on BETWEEN $first_on AND $reference_on THEN 1 ELSE 0 END) AS resolved,
    COALESCE(SUM(CASE WHEN i.resolved_on BETWEEN $first_on AND $reference_on THEN i.resolved_on - i.opened_on END), 0) AS days,
    SUM(CASE WHEN COALESCE(i.resolved_on > $reference_on, TRUE) THEN 1 ELSE 0 END) AS open,
    SUM(CASE WHEN COALESCE(i.resolved_on > $reference_on, TRUE) AND i.opened_on + h.issue_days < $reference_on THEN 1 ELSE 0 END) AS overdue,
    0 AS seconds,
    0 AS cases
  FROM facts.issues AS i
  CROSS JOIN facts.settings AS h
  INNER JOIN report_members AS s ON s.period_no = $period_no AND s.specialist_key = i.specialist_key
  WHERE i.opened_on <= $reference_on
  GROUP BY s.scope_no, i.department
  UNION ALL
  SELECT s.scope_no, p.department, 0, 0, 0, 0, 0, 0, 0, SUM(p.seconds), COUNT(DISTINCT p.issue_id)
  FROM report_issue_spans AS p
  INNER JOIN report_members AS s ON s.period_no = $period_no AND s.specialist_key = p.specialist_key
  GROUP BY s.scope_no, p.department
),
summed AS (
  SELECT
    scope_no,
    department,
    SUM(opened) AS opened,
    SUM(routed) AS routed,
    SUM(routed_of) AS routed_of,
    SUM(resolved) AS resolved,
    SUM(days) AS days,
    SUM(open) AS open,
    SUM(overdue) AS overdue,
    SUM(seconds) AS seconds,
    SUM(cases) AS cases
  FROM counted
  GROUP BY scope_no, department
)
SELECT
  scope_no,
  CASE WHEN department = '(none)' THEN '' ELSE department END AS department,
  opened,
  routed,
  routed_of,
  resolved,
  days,
  resolved AS days_of,
  open,
  overdue,
  seconds AS hours,
  3600 AS hours_of,
  seconds AS hours_each,
  3600 * cases AS hours_each_of
FROM summed
WHERE opened + routed_of + resolved + open + seconds > 0
ORDER BY scope_no, department = '(none)', open DESC, opened DESC, department

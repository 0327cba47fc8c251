-- zh: 专员当日
-- en: Specialists today
-- note_zh: 计划取自当天早上的工作清单；完成为其中当日有活动记录的件数。未收件数按阶段列出。
-- note_en: Planned is the worklist of the morning; done are those of its items with an activity on the day. Open items
--    are split by stage.
-- kind: table
-- columns: team_name, specialist_name, planned, done, rate, contacts, visits, settled, premium, open_2, open_1, open_0,
--    open_g1, open_g2, open_g3
-- formats: word:unit, text, count, count, bar, count, count, count, money, count, count, count, count, count, count
-- columns_zh: 团队, 专员, 计划, 完成, 完成率, 接触量, 亲访, 收齐件数, 收齐保费, 前二未收, 前一未收, 当月未收, 宽一未收, 宽末未收, 停一未收
-- columns_en: Team, Specialist, Planned, Done, Done %, Contacts, Visits, Settled, Premium, Open -2, Open -1, Open current,
--    Open grace 1, Open grace end, Open after
WITH planned AS (
  SELECT
    l.specialist_id,
    COUNT(*) AS planned,
    SUM(CASE WHEN a.item_key IS NULL THEN 0 ELSE 1 END) AS done
  FROM worklist AS l
  LEFT JOIN (
    SELECT DISTINCT item_key FROM run_activities WHERE period_no = $period_no AND item_key IS NOT NULL
  ) AS a ON a.item_key = l.item_key
  WHERE l.on_day = $reference_on
  GROUP BY l.specialist_id
),
contacts AS (
  SELECT specialist_key, COUNT(*) AS contacts, SUM(CASE WHEN kind = 'visit' THEN 1 ELSE 0 END) AS visits
  FROM run_activities
  WHERE period_no = $period_no
  GROUP BY specialist_key
),
settled AS (
  SELECT specialist_key, COUNT(*) AS settled, SUM(amount_due) AS premium
  FROM run_renewal_items
  WHERE period_no = $period_no AND settled_on BETWEEN $first_on AND $reference_on
  GROUP BY specialist_key
),
open_items AS (
  SELECT
    specialist_key,
    SUM(CASE WHEN stage = -2 THEN 1 ELSE 0 END) AS open_2,
    SUM(CASE WHEN stage = -1 THEN 1 ELSE 0 END) AS open_1,
    SUM(CASE WHEN stage = 0 THEN 1 ELSE 0 END) AS open_0,
    SUM(CASE WHEN stage = 1 THEN 1 ELSE 0 END) AS open_g1,
    SUM(CASE WHEN stage = 2 THEN 1 ELSE 0 END) AS open_g2,
    SUM(CASE WHEN stage = 3 THEN 1 ELSE 0 END) AS open_g3
  FROM run_items
  WHERE period_no = $period_no AND NOT is_settled AND stage BETWEEN -2 AND 3
  GROUP BY specialist_key
),
filled AS (
  SELECT
    s.scope_no,
    s.branch_id,
    s.team_id,
    s.team_name,
    s.specialist_id,
    s.specialist_name,
    COALESCE(p.planned, 0) AS planned,
    COALESCE(p.done, 0) AS done,
    COALESCE(c.contacts, 0) AS contacts,
    COALESCE(c.visits, 0) AS visits,
    COALESCE(t.settled, 0) AS settled,
    COALESCE(t.premium, 0) AS premium,
    COALESCE(o.open_2, 0) AS open_2,
    COALESCE(o.open_1, 0) AS open_1,
    COALESCE(o.open_0, 0) AS open_0,
    COALESCE(o.open_g1, 0) AS open_g1,
    COALESCE(o.open_g2, 0) AS open_g2,
    COALESCE(o.open_g3, 0) AS open_g3
  FROM report_members AS s
  LEFT JOIN planned AS p ON p.specialist_id = s.specialist_id
  LEFT JOIN contacts AS c ON c.specialist_key = s.specialist_key
  LEFT JOIN settled AS t ON t.specialist_key = s.specialist_key
  LEFT JOIN open_items AS o ON o.specialist_key = s.specialist_key
  WHERE s.period_no = $period_no AND s.specialist_key > 0
),
wanted AS (
  SELECT *, FALSE AS is_total
  FROM filled
  WHERE planned + contacts + settled + open_2 + open_1 + open_0 + open_g1 + open_g2 + open_g3 > 0
  UNION ALL
  SELECT
    scope_no, '', '', 'total', '', '', SUM(planned), SUM(done), SUM(contacts), SUM(visits), SUM(settled), SUM(premium),
    SUM(open_2), SUM(open_1), SUM(open_0), SUM(open_g1), SUM(open_g2), SUM(open_g3), TRUE
  FROM filled
  WHERE scope_no NOT IN (SELECT scope_no FROM report_scopes WHERE level = 'specialist')
  GROUP BY scope_no
)
-- What is not known is no 0.
SELECT
  w.* REPLACE (
    CASE WHEN a.table_name IS NULL THEN w.done END AS done,
    CASE WHEN a.table_name IS NULL THEN w.contacts END AS contacts,
    CASE WHEN a.table_name IS NULL THEN w.visits END AS visits,
    CASE WHEN p.table_name IS NULL THEN w.settled END AS settled,
    CASE WHEN p.table_name IS NULL THEN w.premium END AS premium
  ),
  CASE WHEN a.table_name IS NULL THEN w.done END AS rate,
  w.planned AS rate_of
FROM wanted AS w
LEFT JOIN report_unknown AS a ON a.table_name = 'activities'
LEFT JOIN report_unknown AS p ON p.table_name = 'payments'
ORDER BY scope_no, is_total, branch_id, team_id, specialist_id

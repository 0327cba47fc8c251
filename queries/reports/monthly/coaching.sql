-- zh: 陪访与辅导
-- en: Company and coaching
-- note_zh: 当月亲访次数、其中有人陪访的，及各类辅导次数；按拒绝转化从低到高，未得辅导者一目了然。
-- note_en: Visits of the month, how many were accompanied, and coaching by kind; who was least coached while least refusals were turned
--    stands first.
-- kind: table
-- needs: coaching
-- when_empty: leave_out
-- show: folded
-- metrics: accompany_rate, refusal_turned
-- columns: team_name, specialist_name, visits, accompanied, rate, accompany, plan, script, review, refused, turned
-- formats: word:unit, text, count, count, bar, count, count, count, count, count, share
-- columns_zh: 团队, 专员, 亲访, 有陪访, 陪访率, 陪访辅导, 计划辅导, 话术辅导, 评鉴复盘, 被拒件数, 拒绝转化
-- columns_en: Team, Specialist, Visits, Accompanied, Accompanied %, Accompanying, Plans, Scripts, Reviews, Refused, Turned
WITH told AS (
  SELECT
    a.specialist_key, 1 AS visits, CASE WHEN v.is_accompanied THEN 1 ELSE 0 END AS accompanied, 0 AS accompany, 0 AS plan, 0 AS script,
    0 AS review, 0 AS refused, 0 AS turned
  FROM run_activities AS a
  LEFT JOIN (
    SELECT activity_id, BOOL_OR(is_accompanied) AS is_accompanied FROM facts.visits GROUP BY activity_id
  ) AS v ON v.activity_id = a.activity_id
  WHERE a.period_no = $period_no AND a.kind = 'visit'
  UNION ALL
  SELECT
    s.specialist_key, 0, 0, CASE WHEN c.kind = 'accompany' THEN 1 ELSE 0 END, CASE WHEN c.kind = 'plan' THEN 1 ELSE 0 END,
    CASE WHEN c.kind = 'script' THEN 1 ELSE 0 END, CASE WHEN c.kind = 'review' THEN 1 ELSE 0 END, 0, 0
  FROM main.coaching AS c
  INNER JOIN facts.specialists AS s ON s.specialist_id = c.specialist_id
  WHERE c.on_day BETWEEN $first_on AND $reference_on
  UNION ALL
  SELECT i.specialist_key, 0, 0, 0, 0, 0, 0, 1, CASE WHEN i.is_renewed THEN 1 ELSE 0 END
  FROM run_items AS i
  INNER JOIN run_refused_items AS f ON f.period_no = i.period_no AND f.item_key = i.item_key
  WHERE i.period_no = $period_no AND i.is_matured
)
SELECT
  s.scope_no,
  CASE WHEN s.team_id = 'unassigned' THEN s.team_id ELSE s.team_name END AS team_name,
  s.specialist_name,
  SUM(t.visits) AS visits,
  SUM(t.accompanied) AS accompanied,
  SUM(t.accompanied) AS rate,
  SUM(t.visits) AS rate_of,
  SUM(t.accompany) AS accompany,
  SUM(t.plan) AS plan,
  SUM(t.script) AS script,
  SUM(t.review) AS review,
  SUM(t.refused) AS refused,
  SUM(t.turned) AS turned,
  SUM(t.refused) AS turned_of
FROM told AS t
INNER JOIN report_members AS s ON s.period_no = $period_no AND s.specialist_key = t.specialist_key
GROUP BY s.scope_no, s.branch_id, s.team_id, s.team_name, s.specialist_id, s.specialist_name
ORDER BY
  s.scope_no,
  CASE WHEN SUM(t.refused) > 0 THEN 0 ELSE 1 END,
  CASE WHEN SUM(t.refused) > 0 THEN SUM(t.turned) * 1000000 // SUM(t.refused) END,
  SUM(t.accompany + t.plan + t.script + t.review),
  s.branch_id, s.team_id, s.specialist_id

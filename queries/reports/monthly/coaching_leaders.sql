-- zh: 主管陪访与辅导
-- en: Who came along and who coached
-- note_zh: 当月各主管辅导的人数与次数、被记为陪访人的亲访，及其中就未收齐的续期件所作亲访在 7 日内（可设）收齐的占比。
-- note_en: How many people each supervisor coached in the month and how often, the visits that name them as company, and of those about
--    items not settled the share settled within 7 days (a setting).
-- kind: table
-- show: folded
-- needs: coaching, visits
-- when_empty: leave_out
-- columns: leader, people, sessions, accompany, plan, script, review, visits, rate, interval
-- formats: text, count, count, count, count, count, count, count, share, interval:rate
-- columns_zh: 主管, 辅导人数, 辅导次数, 陪访辅导, 计划辅导, 话术辅导, 评鉴复盘, 陪访亲访, 7 日内收齐, 95% 区间
-- columns_en: Supervisor, People coached, Sessions, Accompanying, Plans, Scripts, Reviews, Visits accompanied, Settled within 7 days, 95 % interval
WITH told AS (
  SELECT
    c.coach_id AS leader_id, s.specialist_key, 1 AS sessions, CASE WHEN c.kind = 'accompany' THEN 1 ELSE 0 END AS accompany,
    CASE WHEN c.kind = 'plan' THEN 1 ELSE 0 END AS plan, CASE WHEN c.kind = 'script' THEN 1 ELSE 0 END AS script,
    CASE WHEN c.kind = 'review' THEN 1 ELSE 0 END AS review, 0 AS visits, 0 AS converted, 0 AS about
  FROM main.coaching AS c
  INNER JOIN facts.specialists AS s ON s.specialist_id = c.specialist_id
  WHERE c.on_day BETWEEN $first_on AND $reference_on
  UNION ALL
  SELECT
    m.accompanied_by, v.specialist_key, 0, 0, 0, 0, 0, 1, CASE WHEN r.is_converted THEN 1 ELSE 0 END,
    CASE WHEN r.activity_id IS NULL THEN 0 ELSE 1 END
  FROM facts.visits AS v
  INNER JOIN main.visits AS m ON m.activity_id = v.record_id
  LEFT JOIN report_visits AS r ON r.activity_id = v.activity_id
  WHERE v.is_accompanied AND v.occurred_on BETWEEN $first_on AND $reference_on
)
SELECT
  s.scope_no,
  COALESCE(p.specialist_name, t.leader_id) AS leader,
  COUNT(DISTINCT CASE WHEN t.sessions = 1 THEN t.specialist_key END) AS people,
  SUM(t.sessions) AS sessions,
  SUM(t.accompany) AS accompany,
  SUM(t.plan) AS plan,
  SUM(t.script) AS script,
  SUM(t.review) AS review,
  SUM(t.visits) AS visits,
  SUM(t.converted) AS rate,
  SUM(t.about) AS rate_of
FROM told AS t
INNER JOIN report_members AS s ON s.period_no = $period_no AND s.specialist_key = t.specialist_key
INNER JOIN report_scopes AS o ON o.scope_no = s.scope_no AND o.level <> 'specialist'
LEFT JOIN main.specialists AS p ON p.specialist_id = t.leader_id
GROUP BY s.scope_no, t.leader_id, p.specialist_name
ORDER BY s.scope_no, SUM(t.sessions) + SUM(t.visits) DESC, t.leader_id

-- zh: 要点
-- en: What matters
-- kind: highlights
-- columns: unit, people, pay, mean, change
-- formats: text, count, money, average, share
WITH paid AS (
  SELECT p.scope_no, r.first_on >= $first_on AS is_own, r.first_on, COUNT(*) AS people, SUM(p.pay) AS pay
  FROM report_pay_people AS p
  INNER JOIN report_pay_runs AS r ON r.run_no = p.run_no
  GROUP BY p.scope_no, r.run_no, r.first_on
),
teams AS (
  SELECT
    p.scope_no,
    COALESCE(p.team_name, p.team_id) AS unit,
    COUNT(*) AS people,
    SUM(p.pay) AS pay,
    ROW_NUMBER() OVER (PARTITION BY p.scope_no ORDER BY SUM(p.pay) / COUNT(*) DESC, p.team_id) AS place,
    COUNT(*) OVER (PARTITION BY p.scope_no) AS teams
  FROM report_pay_people AS p
  INNER JOIN report_pay_runs AS r ON r.run_no = p.run_no
  WHERE r.first_on >= $first_on AND COALESCE(p.team_id, '') <> ''
  GROUP BY p.scope_no, p.team_id, p.team_name
)
SELECT
  scope_no, 1 AS place, 'pay_total' AS rule, 'components' AS section, '' AS unit, people, pay, pay AS mean, people AS mean_of,
  NULL AS change, NULL AS change_of
FROM paid
WHERE is_own
UNION ALL
SELECT n.scope_no, 2, 'pay_before', 'trend', '', b.people, b.pay, b.pay, b.people, n.pay - b.pay, b.pay
FROM paid AS n
INNER JOIN (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY scope_no ORDER BY first_on DESC) AS place FROM paid WHERE NOT is_own
) AS b ON b.scope_no = n.scope_no AND b.place = 1
WHERE n.is_own AND b.pay <> 0
UNION ALL
SELECT scope_no, 3, 'pay_highest', 'teams', unit, people, pay, pay, people, NULL, NULL
FROM teams
WHERE place = 1 AND teams > 1
UNION ALL
SELECT scope_no, 4, 'pay_lowest', 'teams', unit, people, pay, pay, people, NULL, NULL
FROM teams
WHERE place = teams AND teams > 1
ORDER BY scope_no, place

-- zh: 要点
-- en: What matters
-- kind: highlights
-- columns: unit, people, pay, mean, change
-- formats: text, count, money, average, share
-- All amounts with the corrections of earlier periods that the period pays.
WITH payees AS (
  SELECT scope_no, run_no, specialist_id, team_id, team_name, pay AS amount FROM report_pay_people
  UNION ALL
  SELECT scope_no, run_no, specialist_id, NULL, NULL, amount FROM report_pay_corrections
),
paid AS (
  SELECT
    p.scope_no, r.first_on >= $first_on AS is_own, r.first_on, COUNT(DISTINCT p.specialist_id) AS people, SUM(p.amount) AS pay
  FROM payees AS p
  INNER JOIN report_pay_runs AS r ON r.run_no = p.run_no
  GROUP BY p.scope_no, r.run_no, r.first_on
),
members AS (
  SELECT p.scope_no, p.run_no, p.specialist_id, p.team_id, p.team_name, p.pay + COALESCE(c.amount, 0) AS pay
  FROM report_pay_people AS p
  LEFT JOIN report_pay_corrections AS c
    ON c.scope_no = p.scope_no AND c.run_no = p.run_no AND c.specialist_id = p.specialist_id
),
teams AS (
  SELECT
    p.scope_no,
    COALESCE(p.team_name, p.team_id) AS unit,
    COUNT(*) AS people,
    SUM(p.pay) AS pay,
    ROW_NUMBER() OVER (PARTITION BY p.scope_no ORDER BY SUM(p.pay) / COUNT(*) DESC, p.team_id) AS place,
    COUNT(*) OVER (PARTITION BY p.scope_no) AS teams
  FROM members AS p
  INNER JOIN report_pay_runs AS r ON r.run_no = p.run_no
  WHERE r.first_on >= $first_on AND COALESCE(p.team_id, '') <> ''
  GROUP BY p.scope_no, p.team_id, p.team_name
)
SELECT
  scope_no, 1 AS place, 'pay_total' AS rule, 'summary' AS section, '' AS unit, people, pay, pay AS mean, people AS mean_of,
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

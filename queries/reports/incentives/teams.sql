-- zh: 按团队
-- en: By team
-- kind: table
-- columns: team, people, own, corrections, pay, mean
-- formats: word:pay_team, count, money, money, money, average
-- columns_zh: 团队, 人数, 本期核算, 以前期间更正, 应发合计, 人均
-- columns_en: Team, People, This period, Earlier periods, To pay, Mean
-- chart: bars
-- chart_label: team
-- chart_values: mean
-- Teams of one name say their id too.
WITH teams AS (
  SELECT
    p.scope_no,
    COALESCE(p.team_id, '') AS team_id,
    CASE WHEN COALESCE(p.team_id, '') = '' THEN '' ELSE COALESCE(p.team_name, '') END AS team_name,
    COUNT(*) AS people,
    SUM(p.pay) AS own,
    SUM(COALESCE(c.amount, 0)) AS corrections,
    SUM(p.pay + COALESCE(c.amount, 0)) AS pay
  FROM report_pay_people AS p
  INNER JOIN report_pay_runs AS r ON r.run_no = p.run_no
  LEFT JOIN report_pay_corrections AS c
    ON c.scope_no = p.scope_no AND c.run_no = p.run_no AND c.specialist_id = p.specialist_id
  WHERE r.first_on >= $first_on
  GROUP BY ALL
)
SELECT
  scope_no,
  CASE WHEN COUNT(*) OVER (PARTITION BY scope_no, team_name) > 1 THEN team_name || ' (' || team_id || ')' ELSE team_name END
    AS team,
  people,
  own,
  corrections,
  pay,
  pay AS mean,
  people AS mean_of
FROM teams
ORDER BY scope_no, pay / people DESC, team_id, team_name

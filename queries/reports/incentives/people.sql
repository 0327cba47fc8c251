-- zh: 人员名单
-- en: Everybody
-- note_zh: 按团队列出全部人员；姓名链接到各人的工资单，工资单与报表放在一起。
-- note_en: Everybody by team; names lead to the statements, which stand beside the report.
-- kind: table
-- show: folded
-- sheets: group
-- group_zh: 团队
-- group_en: Team
-- group: part
-- group_title: part_title
-- group_words: pay_team_of
-- columns: who, specialist_id, grade, role, cost_centre, working_share, own, corrections, pay
-- formats: statement, id, word:pay_grade, text, text, number, money, money, money
-- columns_zh: 专员, 工号, 级别, 岗位, 成本中心, 在岗比例, 本期核算, 以前期间更正, 应发合计
-- columns_en: Specialist, Id, Grade, Role, Cost centre, Working share, This period, Earlier periods, To pay
-- Also those who only get or lose something for earlier periods: at the team they were paid in last.
WITH known AS (
  SELECT p.*, ROW_NUMBER() OVER (PARTITION BY p.specialist_id ORDER BY p.run_no DESC) AS place
  FROM incentive_people AS p
),
payees AS (
  SELECT
    p.scope_no, p.run_no, p.specialist_id, p.specialist_name, p.grade, p.branch_id, p.team_id, p.team_name, p.pay AS own,
    COALESCE(c.amount, 0) AS corrections
  FROM report_pay_people AS p
  LEFT JOIN report_pay_corrections AS c
    ON c.scope_no = p.scope_no AND c.run_no = p.run_no AND c.specialist_id = p.specialist_id
  UNION ALL
  SELECT c.scope_no, c.run_no, c.specialist_id, k.specialist_name, k.grade, k.branch_id, k.team_id, k.team_name, 0, c.amount
  FROM report_pay_corrections AS c
  LEFT JOIN known AS k ON k.specialist_id = c.specialist_id AND k.place = 1
  WHERE NOT EXISTS (
    SELECT 1 FROM report_pay_people AS p
    WHERE p.scope_no = c.scope_no AND p.run_no = c.run_no AND p.specialist_id = c.specialist_id
  )
),
days AS (
  SELECT MAX(last_on) AS last_on FROM report_pay_runs WHERE first_on >= $first_on
),
employed AS (
  SELECT s.specialist_id, LEAST(d.last_on, COALESCE(s.left_on, d.last_on)) AS last_on
  FROM specialists AS s
  CROSS JOIN days AS d
),
-- What everybody is on the last day employed: the position that began last, if it has not ended.
held AS (
  SELECT
    p.specialist_id, p.role, p.cost_centre, p.working_share,
    p.valid_to IS NULL OR p.valid_to >= e.last_on AS is_in_force,
    ROW_NUMBER() OVER (PARTITION BY p.specialist_id ORDER BY p.valid_from DESC) AS place
  FROM positions AS p
  INNER JOIN employed AS e ON e.specialist_id = p.specialist_id
  WHERE p.valid_from <= e.last_on
),
told AS (
  SELECT
    p.scope_no,
    COALESCE(p.branch_id, '') AS branch_id,
    COALESCE(p.team_id, '') AS team_id,
    MAX(COALESCE(p.team_name, p.team_id)) AS team_name,
    p.specialist_id,
    MAX(COALESCE(NULLIF(p.specialist_name, ''), p.specialist_id)) AS who,
    MAX(r.period) AS period,
    MAX(r.plan_id) AS plan_id,
    MAX(COALESCE(p.grade, '')) AS grade,
    MAX(h.role) AS role,
    MAX(h.cost_centre) AS cost_centre,
    MAX(h.working_share) AS working_share,
    SUM(p.own) AS own,
    SUM(p.corrections) AS corrections,
    GROUPING(p.specialist_id) = 1 AS is_total
  FROM payees AS p
  INNER JOIN report_pay_runs AS r ON r.run_no = p.run_no
  LEFT JOIN held AS h ON h.specialist_id = p.specialist_id AND h.place = 1 AND h.is_in_force
  WHERE r.first_on >= $first_on
  GROUP BY GROUPING SETS (
    (p.scope_no, COALESCE(p.branch_id, ''), COALESCE(p.team_id, ''), p.specialist_id),
    (p.scope_no, COALESCE(p.branch_id, ''), COALESCE(p.team_id, ''))
  )
)
SELECT
  scope_no,
  is_total,
  branch_id || '/' || team_id AS part,
  CASE WHEN team_id = '' THEN 'no_team' ELSE 'team' END AS part_title,
  team_name,
  who,
  specialist_id AS who_id,
  period AS who_period,
  plan_id AS who_plan,
  specialist_id,
  grade,
  CASE WHEN NOT is_total THEN role END AS role,
  CASE WHEN NOT is_total THEN cost_centre END AS cost_centre,
  CASE WHEN NOT is_total THEN working_share END AS working_share,
  own,
  corrections,
  own + corrections AS pay
FROM told
ORDER BY scope_no, branch_id = '', branch_id, team_id = '', team_id, is_total, own + corrections DESC, specialist_id

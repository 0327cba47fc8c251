-- zh: 专员绩效
-- en: Pay by person
-- note_zh: 姓名链接到各人的工资单，工资单与报表放在一起。
-- note_en: Names lead to the statements, which stand beside the report.
-- kind: table
-- show: folded
-- when_empty: leave_out
-- group_zh: 团队
-- group_en: Team
-- group: part
-- group_title: part_title
-- group_words: pay_part
-- columns: who, specialist_id, grade, pay, corrections, paid
-- formats: statement, id, word:pay_grade, money, money, money
-- columns_zh: 专员, 工号, 级别, 应发, 以前期间更正, 实发
-- columns_en: Specialist, Id, Grade, Pay, Earlier periods, Paid
SELECT
  p.scope_no,
  r.plan_id || '/' || COALESCE(p.team_id, '') AS part,
  CASE WHEN COALESCE(p.team_id, '') = '' THEN 'no_team' ELSE 'team' END AS part_title,
  r.heading,
  COALESCE(p.team_name, p.team_id) AS team_name,
  COALESCE(NULLIF(p.specialist_name, ''), p.specialist_id) AS who,
  p.specialist_id AS who_id,
  r.period AS who_period,
  r.plan_id AS who_plan,
  p.specialist_id,
  COALESCE(p.grade, '') AS grade,
  p.pay,
  CASE WHEN r.state <> 'draft' THEN COALESCE(c.amount, 0) END AS corrections,
  CASE WHEN r.state <> 'draft' THEN p.pay + COALESCE(c.amount, 0) END AS paid
FROM report_pay_people AS p
INNER JOIN report_pay_runs AS r ON r.run_no = p.run_no
LEFT JOIN report_pay_corrections AS c
  ON c.run_no = p.run_no AND c.scope_no = p.scope_no AND c.specialist_id = p.specialist_id
WHERE r.first_on >= $first_on
ORDER BY
  p.scope_no, r.plan_id, COALESCE(p.branch_id, '') = '', p.branch_id, COALESCE(p.team_id, '') = '', p.team_id, p.pay DESC,
  p.specialist_id

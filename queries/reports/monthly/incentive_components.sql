-- zh: 绩效构成
-- en: Pay by component
-- kind: table
-- show: folded
-- when_empty: leave_out
-- group_zh: 方案
-- group_en: Plan
-- group: plan_id
-- group_title: plan_title
-- columns: node, amount, share, people
-- formats: pay_row, money, share, count
-- columns_zh: 项目, 金额, 占应发, 人数
-- columns_en: Component, Amount, Share of pay, People
-- chart: bars
-- chart_label: node
-- chart_values: amount
WITH lines AS (
  SELECT l.*, r.plan_id, r.plan_title
  FROM report_pay_lines AS l
  INNER JOIN report_pay_runs AS r ON r.run_no = l.run_no
  WHERE r.first_on >= $first_on
),
paid AS (
  SELECT scope_no, run_no, COUNT(*) AS people, SUM(pay) AS pay
  FROM report_pay_people
  GROUP BY scope_no, run_no
),
told AS (
  SELECT scope_no, run_no, plan_id, plan_title, place, FALSE AS is_total, node, node_title, node_part, amount, people
  FROM lines
  UNION ALL
  SELECT
    p.scope_no, p.run_no, r.plan_id, r.plan_title, NULL, TRUE, 'pay', '', '', p.pay, p.people
  FROM paid AS p
  INNER JOIN report_pay_runs AS r ON r.run_no = p.run_no
  WHERE r.first_on >= $first_on
)
SELECT
  b.scope_no,
  b.plan_id,
  b.plan_title,
  b.is_total,
  b.node,
  b.node_title,
  b.node_part,
  b.amount,
  b.amount AS share,
  p.pay AS share_of,
  b.people
FROM told AS b
INNER JOIN paid AS p ON p.scope_no = b.scope_no AND p.run_no = b.run_no
ORDER BY b.scope_no, b.plan_id, b.run_no, b.is_total, b.place, b.node

-- zh: 绩效成本构成
-- en: Incentive cost by component
-- kind: table
-- show: folded
-- when_empty: leave_out
-- group_zh: 方案
-- group_en: Plan
-- group: plan_id
-- group_title: plan_title
-- columns: node, first, second, third, amount, share
-- formats: pay_row, money, money, money, money, share
-- columns_zh: 项目, {month_2}, {month_1}, {month}, 本季, 占应发
-- columns_en: Component, {month_2}, {month_1}, {month}, Quarter, Share of pay
-- chart: bars
-- chart_label: node
-- chart_values: amount
WITH lines AS (
  SELECT
    l.scope_no, r.plan_id, r.plan_title, l.place, l.node, l.node_title, l.node_part, l.amount,
    -- A plan by quarters has no months.
    CASE WHEN r.last_on - r.first_on < 31 THEN DATE_DIFF('month', CAST($first_on AS DATE), r.first_on) END AS month
  FROM report_pay_lines AS l
  INNER JOIN report_pay_runs AS r ON r.run_no = l.run_no
  WHERE r.first_on >= $first_on
),
totals AS (
  SELECT scope_no, plan_id, SUM(amount) AS pay
  FROM lines
  GROUP BY scope_no, plan_id
),
told AS (
  SELECT
    scope_no, plan_id, MAX(plan_title) AS plan_title, FALSE AS is_total, MIN(place) AS place, node,
    MAX(node_title) AS node_title, MAX(node_part) AS node_part, SUM(amount) AS amount,
    SUM(CASE WHEN month = 0 THEN amount END) AS first,
    SUM(CASE WHEN month = 1 THEN amount END) AS second,
    SUM(CASE WHEN month = 2 THEN amount END) AS third
  FROM lines
  GROUP BY scope_no, plan_id, node
  UNION ALL
  SELECT
    scope_no, plan_id, MAX(plan_title), TRUE, NULL, 'pay', '', '', SUM(amount),
    SUM(CASE WHEN month = 0 THEN amount END),
    SUM(CASE WHEN month = 1 THEN amount END),
    SUM(CASE WHEN month = 2 THEN amount END)
  FROM lines
  GROUP BY scope_no, plan_id
)
SELECT
  b.scope_no,
  b.plan_id,
  b.plan_title,
  b.is_total,
  b.node,
  b.node_title,
  b.node_part,
  b.first,
  b.second,
  b.third,
  b.amount,
  b.amount AS share,
  t.pay AS share_of
FROM told AS b
INNER JOIN totals AS t ON t.scope_no = b.scope_no AND t.plan_id = b.plan_id
ORDER BY b.scope_no, b.plan_id, b.is_total, b.place, b.node

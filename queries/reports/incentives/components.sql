-- zh: 按项目
-- en: By component
-- kind: table
-- columns: node, amount, people
-- formats: pay_row, money, some
-- columns_zh: 项目, 金额, 人数
-- columns_en: Row, Amount, People
-- chart: bars
-- chart_label: node
-- chart_values: amount
WITH runs AS (
  SELECT run_no FROM report_pay_runs WHERE first_on >= $first_on
),
told AS (
  SELECT l.scope_no, l.run_no, FALSE AS is_total, l.place, l.node, l.node_title, l.node_part, l.amount, l.people
  FROM report_pay_lines AS l
  UNION ALL
  SELECT scope_no, run_no, TRUE, NULL, 'total', '', '', SUM(pay), NULL
  FROM report_pay_people
  GROUP BY scope_no, run_no
)
SELECT t.scope_no, t.is_total, t.node, t.node_title, t.node_part, t.amount, t.people
FROM told AS t
INNER JOIN runs AS r ON r.run_no = t.run_no
ORDER BY t.scope_no, t.is_total, t.place, t.node

-- zh: 各期走势
-- en: Over the periods
-- kind: table
-- columns: period, pay, people, mean, gini
-- formats: period, money, count, average, text
-- columns_zh: 期间, 应发合计, 人数, 人均, 基尼系数
-- columns_en: Period, Pay in all, People, Mean, Gini
-- chart: lines
-- chart_label: period
-- chart_values: pay
WITH paid AS (
  SELECT scope_no, run_no, COUNT(*) AS people, SUM(pay) AS pay
  FROM report_pay_people
  GROUP BY scope_no, run_no
)
SELECT
  p.scope_no,
  r.period,
  p.pay,
  p.people,
  p.pay AS mean,
  p.people AS mean_of,
  COALESCE(s.gini, '–') AS gini
FROM paid AS p
INNER JOIN report_pay_runs AS r ON r.run_no = p.run_no
LEFT JOIN report_pay_spread AS s ON s.scope_no = p.scope_no AND s.run_no = p.run_no
ORDER BY p.scope_no, r.first_on, r.last_on

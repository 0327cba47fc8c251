-- zh: 各期走势
-- en: Over the periods
-- kind: table
-- columns: period, pay, people, mean, gini
-- formats: period, money, count, average, text
-- columns_zh: 期间, 应发合计, 人数, 人均, 基尼系数
-- columns_en: Period, Pay in all, People, Mean, Gini
-- chart: bars
-- chart_label: period
-- chart_values: pay
-- Amounts with the corrections that each period pays, on an axis from zero.
WITH paid AS (
  SELECT scope_no, run_no, COUNT(DISTINCT specialist_id) AS people, SUM(amount) AS pay
  FROM (
    SELECT scope_no, run_no, specialist_id, pay AS amount FROM report_pay_people
    UNION ALL
    SELECT scope_no, run_no, specialist_id, amount FROM report_pay_corrections
  )
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

-- zh: 绩效分布与差距
-- en: Spread of pay
-- note_zh: 基尼系数 0 为人人相同，1 为一人独得；只供参考，不作评判。少于三人不列。
-- note_en: Gini: 0 if all get the same, 1 if one gets all. The figures inform, they judge nobody; nothing for fewer than three
--    people.
-- kind: table
-- show: folded
-- when_empty: leave_out
-- columns: period, people, lowest, q1, median, q3, highest, gini
-- formats: text, count, money, money, money, money, money, text
-- columns_zh: 期间, 人数, 最低, 25 分位, 中位数, 75 分位, 最高, 基尼系数
-- columns_en: Period, People, Lowest, 25 %, Median, 75 %, Highest, Gini
-- chart: box
-- chart_label: period
-- chart_values: lowest, q1, median, q3, highest
SELECT
  s.scope_no, r.heading || r.period AS period, s.people, s.lowest, s.q1, s.median, s.q3, s.highest, s.gini
FROM report_pay_spread AS s
INNER JOIN report_pay_runs AS r ON r.run_no = s.run_no
ORDER BY s.scope_no, r.plan_id, r.first_on, r.last_on

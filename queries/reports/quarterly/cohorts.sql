-- zh: 回收曲线
-- en: Collection curves
-- note_zh: 按应缴月份，距应缴日若干天内累计收齐的保费占比；只列已完整观察到的天数。
-- note_en: By due month, the share of the premium settled within so many days of the due day; only days that all items of
--    the month have reached.
-- kind: table
-- show: folded
-- columns: day, m5, m4, m3, m2, m1, m0
-- formats: count, share, share, share, share, share, share
-- columns_zh: 距应缴日天数, {month_5}, {month_4}, {month_3}, {month_2}, {month_1}, {month}
-- columns_en: Days from due day, {month_5}, {month_4}, {month_3}, {month_2}, {month_1}, {month}
-- chart: lines
-- chart_label: day
-- chart_values: m5, m4, m3, m2, m1, m0
-- Summed by specialist, due month and days from the due day first: a specialist belongs to several scopes.
WITH summed AS (
  SELECT
    i.specialist_key,
    i.stage AS back,
    i.settled_on - i.due_on AS days,
    MAX(LAST_DAY(i.due_on)) AS month_end_on,
    SUM(i.amount_due) AS amount
  FROM run_renewal_items AS i
  WHERE i.period_no = $period_no AND i.stage BETWEEN 0 AND 5
  GROUP BY i.specialist_key, i.stage, i.settled_on - i.due_on
),
items AS (
  SELECT s.scope_no, i.back, i.days, MAX(i.month_end_on) AS month_end_on, SUM(i.amount) AS amount
  FROM summed AS i
  INNER JOIN report_members AS s ON s.period_no = $period_no AND s.specialist_key = i.specialist_key
  GROUP BY s.scope_no, i.back, i.days
),
axis AS (
  SELECT UNNEST(GENERATE_SERIES(-30, 90, 5)) AS day
),
points AS (
  SELECT
    i.scope_no,
    d.day,
    i.back,
    SUM(CASE WHEN i.days <= d.day THEN i.amount ELSE 0 END) AS got,
    SUM(i.amount) AS due
  FROM axis AS d
  CROSS JOIN items AS i
  GROUP BY i.scope_no, d.day, i.back
  HAVING MAX(i.month_end_on) + CAST(d.day AS INTEGER) <= $reference_on
)
SELECT
  scope_no,
  day,
  MAX(CASE WHEN back = 5 THEN got END) AS m5,
  MAX(CASE WHEN back = 5 THEN due END) AS m5_of,
  MAX(CASE WHEN back = 4 THEN got END) AS m4,
  MAX(CASE WHEN back = 4 THEN due END) AS m4_of,
  MAX(CASE WHEN back = 3 THEN got END) AS m3,
  MAX(CASE WHEN back = 3 THEN due END) AS m3_of,
  MAX(CASE WHEN back = 2 THEN got END) AS m2,
  MAX(CASE WHEN back = 2 THEN due END) AS m2_of,
  MAX(CASE WHEN back = 1 THEN got END) AS m1,
  MAX(CASE WHEN back = 1 THEN due END) AS m1_of,
  MAX(CASE WHEN back = 0 THEN got END) AS m0,
  MAX(CASE WHEN back = 0 THEN due END) AS m0_of
FROM points
GROUP BY scope_no, day
ORDER BY scope_no, day

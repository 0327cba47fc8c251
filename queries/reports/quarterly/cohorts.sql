-- zh: 回收曲线
-- en: Collection curves
-- note_zh: 按应缴月份，距应缴日若干天内累计收齐的保费占比；只列已完整观察到的天数。
-- note_en: By due month, the share of the premium settled within so many days of the due day; only days that all items of
--    the month have reached.
-- kind: table
-- columns: day, m5, m4, m3, m2, m1, m0
-- formats: count, share, share, share, share, share, share
-- columns_zh: 距应缴日天数, {month_5}, {month_4}, {month_3}, {month_2}, {month_1}, {month}
-- columns_en: Days from due day, {month_5}, {month_4}, {month_3}, {month_2}, {month_1}, {month}
-- chart: lines
-- chart_label: day
-- chart_values: m5, m4, m3, m2, m1, m0
WITH items AS (
  SELECT r.month - f.due_month AS back, i.due_on, i.amount_due, i.settled_on
  FROM run_renewal_items AS i
  INNER JOIN run_periods AS r ON r.period_no = i.period_no
  INNER JOIN facts.items AS f ON f.item_key = i.item_key
  INNER JOIN run_specialists AS s ON s.period_no = i.period_no AND s.specialist_key = i.specialist_key
  WHERE i.period_no = $period_no AND r.month - f.due_month BETWEEN 0 AND 5
    AND ($branch_id IS NULL OR s.branch_id = $branch_id)
    AND ($team_id IS NULL OR s.team_id = $team_id)
    AND ($specialist_id IS NULL OR s.specialist_id = $specialist_id)
),
days AS (
  SELECT UNNEST(GENERATE_SERIES(-30, 90, 5)) AS day
),
months AS (
  SELECT
    back,
    MAX(LAST_DAY(due_on)) AS month_end_on,
    SUM(amount_due) AS due
  FROM items
  GROUP BY back
),
reached AS (
  SELECT d.day, i.back, SUM(CASE WHEN i.settled_on <= i.due_on + CAST(d.day AS INTEGER) THEN i.amount_due ELSE 0 END) AS got
  FROM days AS d
  CROSS JOIN items AS i
  GROUP BY d.day, i.back
),
points AS (
  SELECT r.day, r.back, r.got, m.due
  FROM reached AS r
  INNER JOIN months AS m ON m.back = r.back
  WHERE m.month_end_on + CAST(r.day AS INTEGER) <= $reference_on
)
SELECT
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
GROUP BY day
ORDER BY day

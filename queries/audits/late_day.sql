-- severity: warning
-- zh: 零星晚于最新日期的缴费或活动
-- en: A few payments or activities after the newest day
-- hint_zh: 日期多半写错；当日不足全年的千分之一，数据覆盖到哪天不看这些
-- hint_en: the dates are probably mistyped: a day with less than a thousandth of its year's rows does not say how far the data go
WITH days AS (
  SELECT table_name, day_on, SUM(row_count) AS row_count
  FROM facts.fact_days
  GROUP BY table_name, day_on
),
years AS (
  SELECT
    table_name,
    day_on,
    row_count,
    SUM(row_count) OVER (
      PARTITION BY table_name ORDER BY day_on RANGE BETWEEN INTERVAL 365 DAY PRECEDING AND CURRENT ROW
    ) AS year_count
  FROM days
),
busiest AS (
  SELECT table_name, MAX(year_count) AS year_count
  FROM years
  GROUP BY table_name
),
newest AS (
  SELECT MAX(d.day_on) AS day_on
  FROM days AS d
  INNER JOIN busiest AS b ON b.table_name = d.table_name
  WHERE d.row_count * 1000 >= b.year_count
)
SELECT d.table_name, d.day_on, CAST(d.row_count AS BIGINT) AS row_count, n.day_on AS newest_on
FROM days AS d
INNER JOIN newest AS n ON d.day_on > n.day_on
ORDER BY d.table_name, d.day_on

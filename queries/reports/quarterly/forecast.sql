-- zh: 下季收费预测
-- en: Forecast of the next quarter
-- note_zh: 按回收曲线推算：近十二个月内，未收保费在应缴月前后各月收齐的比例，用于期初未收的各应缴月（应缴前三个月至应缴后五个月）。往季为用当时
--    之前的数据重做的预测，与实收对比；区间为预测 ± 2 × 往季误差的均方根。未考虑季节因素；季度未结束时不列。
-- note_en: From the collection curves: the share of the premium still open that was settled in each month around the due
--    month, over twelve months, applied to what is open at the quarter's start (three months before to five after the due
--    month). Earlier quarters are forecast again from what lay before them and held against what came; the interval is the
--    forecast ± 2 x the root mean square of their errors. Seasons are not considered. Nothing before the
--    quarter is over.
-- kind: table
-- columns: quarter, open, forecast, low, high, actual, error
-- formats: text, money, money, money, money, money, share
-- columns_zh: 季度, 期初未收保费, 预测收齐, 区间下限, 区间上限, 实际收齐, 误差
-- columns_en: Quarter, Open at its start, Forecast, Interval from, Interval to, Settled, Error
-- chart: lines
-- chart_label: quarter
-- chart_values: forecast, actual
-- Whole numbers throughout (cents, millionths), so that the sums are exact whatever their order.
WITH summed AS (
  SELECT
    i.specialist_key,
    r.month - i.stage AS due_month,
    12 * EXTRACT(YEAR FROM i.settled_on) + EXTRACT(MONTH FROM i.settled_on) AS settled_month,
    SUM(CAST(100 * i.amount_due AS BIGINT)) AS cents
  FROM run_renewal_items AS i
  INNER JOIN run_periods AS r ON r.period_no = i.period_no
  WHERE i.period_no = $period_no AND i.stage BETWEEN -6 AND 33
  GROUP BY 1, 2, 3
),
cohorts AS (
  SELECT s.scope_no, c.due_month, c.settled_month, CAST(SUM(c.cents) AS HUGEINT) AS cents
  FROM summed AS c
  INNER JOIN report_members AS s ON s.period_no = $period_no AND s.specialist_key = c.specialist_key
  GROUP BY 1, 2, 3
),
-- The quarter ahead and the four up to the report's own, each with its first month.
quarters AS (
  SELECT r.month + 1 - 3 * q.back AS first_month, q.back
  FROM run_periods AS r
  CROSS JOIN (VALUES (0), (1), (2), (3), (4)) AS q (back)
  -- Before the quarter is over, nobody knows what is open at the next one's start or what came in.
  WHERE r.period_no = $period_no AND r.as_of >= r.last_on
),
lags AS (
  SELECT UNNEST(GENERATE_SERIES(-3, 5)) AS lag
),
-- What was settled at each distance from the due month, of what was open then, in the twelve months before the quarter.
rates AS (
  SELECT
    c.scope_no,
    q.back,
    l.lag,
    SUM(CASE WHEN c.settled_month = c.due_month + l.lag THEN c.cents ELSE 0 END) * 1000000
      // SUM(c.cents) AS rate
  FROM quarters AS q
  CROSS JOIN lags AS l
  INNER JOIN cohorts AS c
    ON c.due_month + l.lag BETWEEN q.first_month - 12 AND q.first_month - 1
      AND COALESCE(c.settled_month >= c.due_month + l.lag, TRUE)
  GROUP BY c.scope_no, q.back, l.lag
),
-- The due months a quarter can collect, and what came in its three months.
opened AS (
  SELECT
    c.scope_no,
    q.back,
    q.first_month,
    q.first_month - c.due_month AS lag,
    SUM(c.cents) AS open,
    SUM(CASE
      WHEN c.settled_month BETWEEN GREATEST(q.first_month, c.due_month - 3) AND LEAST(q.first_month + 2, c.due_month + 5)
        THEN c.cents ELSE 0
    END) AS actual
  FROM quarters AS q
  INNER JOIN cohorts AS c
    ON c.due_month BETWEEN q.first_month - 5 AND q.first_month + 5 AND COALESCE(c.settled_month >= q.first_month, TRUE)
  GROUP BY c.scope_no, q.back, q.first_month, q.first_month - c.due_month
),
-- Month by month: what is left of it is open in the next.
one AS (
  SELECT o.*, o.open * COALESCE(r.rate, 0) // 1000000 AS first
  FROM opened AS o
  LEFT JOIN rates AS r ON r.scope_no = o.scope_no AND r.back = o.back AND r.lag = o.lag
),
two AS (
  SELECT o.*, (o.open - o.first) * COALESCE(r.rate, 0) // 1000000 AS second
  FROM one AS o
  LEFT JOIN rates AS r ON r.scope_no = o.scope_no AND r.back = o.back AND r.lag = o.lag + 1
),
three AS (
  SELECT o.*, (o.open - o.first - o.second) * COALESCE(r.rate, 0) // 1000000 AS third
  FROM two AS o
  LEFT JOIN rates AS r ON r.scope_no = o.scope_no AND r.back = o.back AND r.lag = o.lag + 2
),
forecasts AS (
  SELECT
    scope_no,
    back,
    first_month,
    SUM(open) AS open,
    SUM(first + second + third) AS forecast,
    SUM(actual) AS actual
  FROM three
  GROUP BY scope_no, back, first_month
  HAVING SUM(first + second + third) > 0
),
-- Root mean square of the errors in millionths, of two quarters at least.
errors AS (
  SELECT
    scope_no,
    CAST(SQRT(CAST(SUM(error * error) // COUNT(*) AS DOUBLE)) AS BIGINT) AS spread
  FROM (
    SELECT scope_no, (actual - forecast) * 1000000 // forecast AS error
    FROM forecasts
    WHERE back > 0
  ) AS tests
  GROUP BY scope_no
  HAVING COUNT(*) >= 2
)
SELECT
  f.scope_no,
  CAST((f.first_month - 1) // 12 AS VARCHAR) || '-Q' || CAST((f.first_month - 1) % 12 // 3 + 1 AS VARCHAR) AS quarter,
  CAST(f.open AS DECIMAL(38, 0)) * 0.01 AS open,
  CAST(f.forecast AS DECIMAL(38, 0)) * 0.01 AS forecast,
  CASE WHEN f.back = 0 THEN CAST(GREATEST(0, f.forecast - f.forecast * 2 * e.spread // 1000000) AS DECIMAL(38, 0)) * 0.01 END
    AS low,
  CASE WHEN f.back = 0 THEN CAST(f.forecast + f.forecast * 2 * e.spread // 1000000 AS DECIMAL(38, 0)) * 0.01 END AS high,
  CASE WHEN f.back > 0 THEN CAST(f.actual AS DECIMAL(38, 0)) * 0.01 END AS actual,
  CASE WHEN f.back > 0 THEN CAST(f.actual - f.forecast AS DECIMAL(38, 0)) END AS error,
  CASE WHEN f.back > 0 THEN CAST(f.forecast AS DECIMAL(38, 0)) END AS error_of
FROM forecasts AS f
LEFT JOIN errors AS e ON e.scope_no = f.scope_no
ORDER BY f.scope_no, f.back DESC

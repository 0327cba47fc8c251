-- zh: 九宫图
-- en: Nine-cell chart
-- note_zh: 阶段达成率按缴费次数展开；合计按全部缴次的数据计算，不是各格的平均。
-- note_en: Stage rates by payment number; totals are computed from the data of all payment numbers, never averaged.
-- kind: heat
-- metrics: current_month_rate_count, current_month_rate, grace1_rate_count, grace1_rate, grace_end_rate_count,
--    grace_end_rate
-- split: due_no
-- rows: current, grace1, grace_end
-- rows_zh: 当月, 宽一, 宽末
-- rows_en: Current month, Grace month 1, Grace end
-- rows_title_zh: 阶段
-- rows_title_en: Stage
-- columns: 2, 3, 4+, total
-- columns_zh: 二次, 三次, 四次及以上, 合计
-- columns_en: 2nd, 3rd, 4th and later, Total
-- columns_title_zh: 缴费次数
-- columns_title_en: Payment number
-- layers: current_month_rate_count, current_month_rate
-- layers_zh: 件数, 保费
-- layers_en: Items, Premium
WITH cells AS (
  SELECT
    scope_no,
    CASE
      WHEN metric IN ('current_month_rate', 'current_month_rate_count') THEN 'current'
      WHEN metric IN ('grace1_rate', 'grace1_rate_count') THEN 'grace1'
      ELSE 'grace_end'
    END AS row_key,
    CASE due_no WHEN '2' THEN '2' WHEN '3' THEN '3' ELSE '4+' END AS column_key,
    CASE
      WHEN metric IN ('current_month_rate_count', 'grace1_rate_count', 'grace_end_rate_count')
        THEN 'current_month_rate_count'
      ELSE 'current_month_rate'
    END AS layer,
    numerator,
    denominator,
    weight
  FROM report_entities
  WHERE period_no = $period_no
    AND metric IN (
      'current_month_rate', 'current_month_rate_count', 'grace1_rate', 'grace1_rate_count', 'grace_end_rate',
      'grace_end_rate_count'
    )
)
SELECT
  scope_no, row_key, column_key, layer,
  SUM(numerator) AS numerator, SUM(denominator) AS denominator, SUM(weight) AS weight
FROM cells
GROUP BY scope_no, row_key, column_key, layer
UNION ALL
SELECT
  scope_no, row_key, 'total' AS column_key, layer,
  SUM(numerator) AS numerator, SUM(denominator) AS denominator, SUM(weight) AS weight
FROM cells
GROUP BY scope_no, row_key, layer
ORDER BY scope_no, row_key, column_key, layer

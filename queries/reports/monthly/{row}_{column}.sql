-- zh: {row_zh} × {column_zh}
-- en: {row_en} by {column}
-- family: row = product, product, class
-- family: column = channel, region, channel
-- family: row_key = product_line, product_line, customer_class
-- family: row_zh = 产品线, 产品线, 客户分类
-- family: row_en = Product line, Product line, Customer class
-- family: column_zh = 渠道, 区域, 渠道
-- family: column_en = Channel, Region, Channel
-- note_zh: 每格为续费率，件数在前、保费在后，颜色按件数；合计按全部数据计算。
-- note_en: Each cell is the renewal rate of items, then of premium; the colour goes by items. Totals come from all the data.
-- kind: heat
-- show: folded
-- metrics: renewal_rate, renewal_rate_premium
-- split: {row_key}, {column}
-- rows: *
-- rows_words: {row_key}
-- rows_title_zh: {row_zh}
-- rows_title_en: {row_en}
-- columns: *
-- columns_words: {column}
-- columns_title_zh: {column_zh}
-- columns_title_en: {column_en}
-- layers: renewal_rate, renewal_rate_premium
-- layers_zh: 件数, 保费
-- layers_en: Items, Premium
WITH cells AS (
  SELECT scope_no, {row_key} AS row_key, {column} AS column_key, metric AS layer, numerator, denominator, weight
  FROM report_entities
  WHERE period_no = $period_no AND metric IN ('renewal_rate', 'renewal_rate_premium')
)
SELECT
  scope_no,
  CASE WHEN GROUPING(row_key) = 1 THEN 'total' ELSE row_key END AS row_key,
  CASE WHEN GROUPING(column_key) = 1 THEN 'total' ELSE column_key END AS column_key,
  layer,
  SUM(numerator) AS numerator,
  SUM(denominator) AS denominator,
  SUM(weight) AS weight
FROM cells
GROUP BY GROUPING SETS (
  (scope_no, row_key, column_key, layer), (scope_no, row_key, layer), (scope_no, column_key, layer), (scope_no, layer)
)
ORDER BY scope_no, row_key, column_key, layer

-- zh: 产品线 × 区域
-- en: Product line by region
-- note_zh: 每格为续费率，件数在前、保费在后，颜色按件数；合计按全部数据计算。
-- note_en: Each cell is the renewal rate of items, then of premium; the colour goes by items. Totals come from all the data.
-- kind: heat
-- metrics: renewal_rate, renewal_rate_premium
-- split: product_line, region
-- rows: *
-- rows_words: product_line
-- rows_title_zh: 产品线
-- rows_title_en: Product line
-- columns: *
-- columns_words: region
-- columns_title_zh: 区域
-- columns_title_en: Region
-- layers: renewal_rate, renewal_rate_premium
-- layers_zh: 件数, 保费
-- layers_en: Items, Premium
WITH cells AS (
  SELECT scope_no, product_line AS row_key, region AS column_key, metric AS layer, numerator, denominator
  FROM report_entities
  WHERE period_no = $period_no AND metric IN ('renewal_rate', 'renewal_rate_premium')
)
SELECT
  scope_no,
  CASE WHEN GROUPING(row_key) = 1 THEN 'total' ELSE row_key END AS row_key,
  CASE WHEN GROUPING(column_key) = 1 THEN 'total' ELSE column_key END AS column_key,
  layer,
  SUM(numerator) AS numerator,
  SUM(denominator) AS denominator
FROM cells
GROUP BY GROUPING SETS (
  (scope_no, row_key, column_key, layer), (scope_no, row_key, layer), (scope_no, column_key, layer), (scope_no, layer)
)
ORDER BY scope_no, row_key, column_key, layer

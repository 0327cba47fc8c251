-- zh: 指标分布
-- en: Distribution
-- note_zh: 专员之间的分布，低样本不计；个人名次见计分卡与个人月报。
-- note_en: How the metrics spread among specialists, low samples left out; everybody's place is in the scorecard and in the
--    person's own review.
-- kind: table
-- show: folded
-- when_empty: leave_out
-- metrics: collection_completion_rate_count, collection_completion_rate, renewal_rate, grace1_rate_count,
--    grace_end_rate_count, contact_coverage, conversion_rate, promise_kept_rate
-- columns: name, people, lowest, q1, median, q3, highest
-- formats: metric, count, share, share, share, share, share
-- columns_zh: 指标, 人数, 最低, 下四分位, 中位数, 上四分位, 最高
-- columns_en: Metric, People, Lowest, Lower quartile, Median, Upper quartile, Highest
-- chart: box
-- chart_label: name
-- chart_values: lowest, q1, median, q3, highest
SELECT
  s.scope_no,
  v.metric AS name,
  COUNT(*) AS people,
  MIN(v.value) AS lowest,
  1 AS lowest_of,
  QUANTILE_DISC(v.value, 0.25) AS q1,
  1 AS q1_of,
  QUANTILE_DISC(v.value, 0.5) AS median,
  1 AS median_of,
  QUANTILE_DISC(v.value, 0.75) AS q3,
  1 AS q3_of,
  MAX(v.value) AS highest,
  1 AS highest_of
FROM report_values AS v
INNER JOIN report_members AS s ON s.period_no = v.period_no AND s.specialist_id = v.entity_id
INNER JOIN report_scopes AS c ON c.scope_no = s.scope_no AND c.level <> 'specialist'
WHERE v.period_no = $period_no AND v.level = 'specialist' AND NOT v.low_sample AND v.value IS NOT NULL
  AND v.metric IN (
    'collection_completion_rate_count', 'collection_completion_rate', 'renewal_rate', 'grace1_rate_count',
    'grace_end_rate_count', 'contact_coverage', 'conversion_rate', 'promise_kept_rate'
  )
GROUP BY s.scope_no, v.metric
ORDER BY s.scope_no, v.metric

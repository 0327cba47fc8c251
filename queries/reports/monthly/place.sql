-- zh: 本人位置
-- en: Where the person stands
-- note_zh: 本人数值在全公司专员分布中的位置；低样本不计，也没有名次。
-- note_en: The person's values among those of all specialists of the company; low samples are left out and have no place.
-- kind: table
-- when_empty: leave_out
-- metrics: collection_completion_rate_count, collection_completion_rate, renewal_rate, grace1_rate_count,
--    grace_end_rate_count, contact_coverage, conversion_rate, promise_kept_rate
-- columns: name, own, place, people, lowest, q1, median, q3, highest
-- formats: metric, share, count, count, share, share, share, share, share
-- columns_zh: 指标, 本人, 名次, 人数, 最低, 下四分位, 中位数, 上四分位, 最高
-- columns_en: Metric, Own value, Place, People, Lowest, Lower quartile, Median, Upper quartile, Highest
-- chart: box
-- chart_label: name
-- chart_values: lowest, q1, median, q3, highest
WITH company AS (
  SELECT
    metric,
    COUNT(*) AS people,
    MIN(value) AS lowest,
    QUANTILE_DISC(value, 0.25) AS q1,
    QUANTILE_DISC(value, 0.5) AS median,
    QUANTILE_DISC(value, 0.75) AS q3,
    MAX(value) AS highest
  FROM report_values
  WHERE period_no = $period_no AND level = 'specialist' AND NOT low_sample AND value IS NOT NULL
    AND metric IN (
      'collection_completion_rate_count', 'collection_completion_rate', 'renewal_rate', 'grace1_rate_count',
      'grace_end_rate_count', 'contact_coverage', 'conversion_rate', 'promise_kept_rate'
    )
  GROUP BY metric
)
SELECT
  c.scope_no,
  f.metric AS name,
  v.value AS own,
  1 AS own_of,
  v.place,
  f.people,
  f.lowest,
  1 AS lowest_of,
  f.q1,
  1 AS q1_of,
  f.median,
  1 AS median_of,
  f.q3,
  1 AS q3_of,
  f.highest,
  1 AS highest_of
FROM report_scopes AS c
INNER JOIN report_values AS v ON v.period_no = $period_no AND v.level = c.level AND v.entity_id = c.entity_id
INNER JOIN company AS f ON f.metric = v.metric
WHERE c.level = 'specialist'
ORDER BY c.scope_no, f.metric

-- zh: 续费率变动分解
-- en: What moved the renewal rate
-- note_zh: 续费率（件数）较上季的变动，按产品线、渠道、区域分解为率效应（各部分续费率变化）与结构效应（各部分占比变化）；以百分之一个百分点为单位
--    按最大余数取整，各项之和恰等于首页的较上季变动。
-- note_en: The change of the renewal rate of items against last quarter, by product line, channel and region: what the
--    rates of the parts did, and what their shares did. Rounded to a hundredth of a point by largest remainders, so that
--    the parts add up exactly to the change on the first screen.
-- kind: table
-- metrics: renewal_rate
-- split: product_line, channel, region
-- group_zh: 维度
-- group_en: Dimension
-- group: dimension
-- group_words: dimension
-- columns: part, value, rate_effect, mix_effect, share_before, share_now, rate_before, rate_now
-- formats: word:part, as:form, score, score, share, share, share, share
-- columns_zh: 项目, 续费率 / 贡献, 率效应（百分点）, 结构效应（百分点）, 上季占比, 本季占比, 上季续费率, 本季续费率
-- columns_en: Part, Rate / contribution, Rate effect (points), Mix effect (points), Share before, Share now, Rate before, Rate now
-- chart: waterfall
-- chart_label: part
-- chart_values: value
WITH long AS (
  SELECT scope_no, 'product_line' AS dimension, product_line AS part, period_no, numerator, denominator
  FROM report_entities
  WHERE metric = 'renewal_rate' AND period_no IN ($period_no, $previous_no)
  UNION ALL
  SELECT scope_no, 'channel', channel, period_no, numerator, denominator
  FROM report_entities
  WHERE metric = 'renewal_rate' AND period_no IN ($period_no, $previous_no)
  UNION ALL
  SELECT scope_no, 'region', region, period_no, numerator, denominator
  FROM report_entities
  WHERE metric = 'renewal_rate' AND period_no IN ($period_no, $previous_no)
),
parts AS (
  SELECT
    scope_no,
    dimension,
    part,
    CAST(COALESCE(SUM(CASE WHEN period_no = $previous_no THEN numerator END), 0) AS HUGEINT) AS n0,
    CAST(COALESCE(SUM(CASE WHEN period_no = $previous_no THEN denominator END), 0) AS HUGEINT) AS d0,
    CAST(COALESCE(SUM(CASE WHEN period_no = $period_no THEN numerator END), 0) AS HUGEINT) AS n1,
    CAST(COALESCE(SUM(CASE WHEN period_no = $period_no THEN denominator END), 0) AS HUGEINT) AS d1
  FROM long
  GROUP BY scope_no, dimension, part
),
totals AS (
  SELECT scope_no, dimension, SUM(n0) AS n0, SUM(d0) AS d0, SUM(n1) AS n1, SUM(d1) AS d1
  FROM parts
  GROUP BY scope_no, dimension
  HAVING SUM(d0) > 0 AND SUM(d1) > 0
),
-- Shares and rates in units of 10^-12, whole numbers: a part without cases keeps the rate it had, or the company's.
whole AS (
  SELECT
    p.*,
    CAST(1000000000000 AS HUGEINT) * p.d0 // CAST(t.d0 AS HUGEINT) AS w0,
    CAST(1000000000000 AS HUGEINT) * p.d1 // CAST(t.d1 AS HUGEINT) AS w1,
    CAST(1000000000000 AS HUGEINT) * CAST(t.n0 AS HUGEINT) // CAST(t.d0 AS HUGEINT) AS all0,
    CASE
      WHEN p.d0 > 0 THEN CAST(1000000000000 AS HUGEINT) * p.n0 // p.d0
      ELSE CAST(1000000000000 AS HUGEINT) * CAST(t.n0 AS HUGEINT) // CAST(t.d0 AS HUGEINT)
    END AS r0,
    -- The change in hundredths of a point, rounded once as the figure of the report is: half up, away from zero.
    SIGN(CAST(t.n1 AS HUGEINT) * CAST(t.d0 AS HUGEINT) - CAST(t.n0 AS HUGEINT) * CAST(t.d1 AS HUGEINT))
      * (
        (
          20000 * ABS(CAST(t.n1 AS HUGEINT) * CAST(t.d0 AS HUGEINT) - CAST(t.n0 AS HUGEINT) * CAST(t.d1 AS HUGEINT))
          + CAST(t.d0 AS HUGEINT) * CAST(t.d1 AS HUGEINT)
        ) // (2 * CAST(t.d0 AS HUGEINT) * CAST(t.d1 AS HUGEINT))
      ) AS change
  FROM parts AS p
  INNER JOIN totals AS t ON t.scope_no = p.scope_no AND t.dimension = p.dimension
),
effects AS (
  SELECT
    scope_no,
    dimension,
    part,
    'rate' AS effect,
    change,
    CASE WHEN d1 > 0 THEN w1 * ((CAST(1000000000000 AS HUGEINT) * n1 // d1) - r0) ELSE 0 END AS size
  FROM whole
  UNION ALL
  SELECT scope_no, dimension, part, 'mix', change, (w1 - w0) * (r0 - all0)
  FROM whole
),
-- Whole hundredths of a point below each effect (units of 10^-24), and what is left of it.
floors AS (
  SELECT
    *,
    (size + CAST(100000000000000000000000000 AS HUGEINT)) // CAST(100000000000000000000 AS HUGEINT) - 1000000 AS units,
    (size + CAST(100000000000000000000000000 AS HUGEINT)) % CAST(100000000000000000000 AS HUGEINT) AS rest
  FROM effects
),
placed AS (
  SELECT
    *,
    ROW_NUMBER() OVER (PARTITION BY scope_no, dimension ORDER BY rest DESC, part, effect) AS place,
    COUNT(*) OVER (PARTITION BY scope_no, dimension) AS effects,
    change - SUM(units) OVER (PARTITION BY scope_no, dimension) AS missing
  FROM floors
),
rounded AS (
  SELECT
    scope_no,
    dimension,
    part,
    effect,
    units
      + CASE WHEN place <= missing THEN 1 ELSE 0 END
      + CASE WHEN place <= missing - effects THEN 1 ELSE 0 END
      - CASE WHEN place > effects + missing THEN 1 ELSE 0 END AS units
  FROM placed
),
steps AS (
  SELECT
    scope_no,
    dimension,
    part,
    SUM(CASE WHEN effect = 'rate' THEN units ELSE 0 END) AS rate_units,
    SUM(CASE WHEN effect = 'mix' THEN units ELSE 0 END) AS mix_units
  FROM rounded
  GROUP BY scope_no, dimension, part
),
lines AS (
  SELECT
    scope_no, dimension, 1 AS line, 'before' AS part, n0 AS value, d0 AS value_of, NULL AS rate_effect, NULL AS mix_effect,
    d0 AS share_before, d0 AS share_before_of, NULL AS share_now, NULL AS share_now_of, n0 AS rate_before,
    d0 AS rate_before_of, NULL AS rate_now, NULL AS rate_now_of
  FROM totals
  UNION ALL
  SELECT
    s.scope_no, s.dimension, 2, s.part, s.rate_units + s.mix_units, 100, s.rate_units, s.mix_units, p.d0, t.d0, p.d1, t.d1, p.n0, p.d0,
    p.n1, p.d1
  FROM steps AS s
  INNER JOIN parts AS p ON p.scope_no = s.scope_no AND p.dimension = s.dimension AND p.part = s.part
  INNER JOIN totals AS t ON t.scope_no = s.scope_no AND t.dimension = s.dimension
  UNION ALL
  SELECT
    t.scope_no, t.dimension, 3, 'now', t.n1, t.d1, s.rate_units, s.mix_units, NULL, NULL, t.d1, t.d1, NULL, NULL, t.n1, t.d1
  FROM totals AS t
  INNER JOIN (
    SELECT scope_no, dimension, SUM(rate_units) AS rate_units, SUM(mix_units) AS mix_units
    FROM steps
    GROUP BY scope_no, dimension
  ) AS s ON s.scope_no = t.scope_no AND s.dimension = t.dimension
)
SELECT
  scope_no,
  dimension,
  part,
  CASE line WHEN 2 THEN 'points' ELSE 'share' END AS form,
  CAST(value AS DECIMAL(38, 0)) AS value,
  CAST(value_of AS DECIMAL(38, 0)) AS value_of,
  CAST(rate_effect AS DECIMAL(38, 0)) AS rate_effect,
  100 AS rate_effect_of,
  CAST(mix_effect AS DECIMAL(38, 0)) AS mix_effect,
  100 AS mix_effect_of,
  CAST(share_before AS DECIMAL(38, 0)) AS share_before,
  CAST(share_before_of AS DECIMAL(38, 0)) AS share_before_of,
  CAST(share_now AS DECIMAL(38, 0)) AS share_now,
  CAST(share_now_of AS DECIMAL(38, 0)) AS share_now_of,
  CAST(rate_before AS DECIMAL(38, 0)) AS rate_before,
  CAST(rate_before_of AS DECIMAL(38, 0)) AS rate_before_of,
  CAST(rate_now AS DECIMAL(38, 0)) AS rate_now,
  CAST(rate_now_of AS DECIMAL(38, 0)) AS rate_now_of
FROM lines
ORDER BY scope_no, CASE dimension WHEN 'product_line' THEN 1 WHEN 'channel' THEN 2 ELSE 3 END, line, share_now DESC NULLS LAST, part

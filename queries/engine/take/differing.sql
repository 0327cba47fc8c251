-- Results that are not those the job came to: metrics, people, slices.
WITH found AS (
  SELECT
    metric,
    period_no,
    COUNT(*) AS row_count,
    SUM(numerator) AS numerator,
    SUM(denominator) AS denominator,
    SUM(weight) AS weight,
    SUM(CAST('0x' || SUBSTR(SHA256(CONCAT_WS('|',
        COALESCE(CAST(specialist_key AS STRING), '-'),
        COALESCE(CAST(slice_key AS STRING), '-'),
        COALESCE(CAST(due_no AS STRING), '-'),
        COALESCE(CAST(stage AS STRING), '-'),
        COALESCE(CAST(department AS STRING), '-'),
        COALESCE(CAST(numerator AS STRING), '-'),
        COALESCE(CAST(denominator AS STRING), '-'),
        COALESCE(CAST(weight AS STRING), '-')
      )), 1, 15) AS BIGINT)) AS print
  FROM read_parquet($values)
  GROUP BY metric, period_no
),
prints AS (
  SELECT
    'specialists' AS part,
    SUM(CAST('0x' || SUBSTR(SHA256(CONCAT_WS('|',
        COALESCE(CAST(period_no AS STRING), '-'),
        COALESCE(CAST(specialist_key AS STRING), '-'),
        COALESCE(CAST(specialist_id AS STRING), '-'),
        COALESCE(CAST(specialist_name AS STRING), '-'),
        COALESCE(CAST(team_id AS STRING), '-'),
        COALESCE(CAST(team_name AS STRING), '-'),
        COALESCE(CAST(branch_id AS STRING), '-'),
        COALESCE(CAST(branch_name AS STRING), '-'),
        COALESCE(CAST(region AS STRING), '-')
      )), 1, 15) AS BIGINT)) AS print
  FROM read_parquet($specialists)
  UNION ALL
  SELECT
    'properties',
    SUM(CAST('0x' || SUBSTR(SHA256(CONCAT_WS('|',
        COALESCE(CAST(slice_key AS STRING), '-'),
        COALESCE(CAST(product_line AS STRING), '-'),
        COALESCE(CAST(channel AS STRING), '-'),
        COALESCE(CAST(premium_mode AS STRING), '-'),
        COALESCE(CAST(customer_class AS STRING), '-')
      )), 1, 15) AS BIGINT))
  FROM read_parquet($properties)
)
SELECT DISTINCT COALESCE(f.metric, s.metric) AS part
FROM found AS f
FULL JOIN read_parquet($sums) AS s ON s.metric = f.metric AND s.period_no = f.period_no
WHERE f.row_count IS DISTINCT FROM s.row_count
  OR f.numerator IS DISTINCT FROM s.numerator
  OR f.denominator IS DISTINCT FROM s.denominator
  OR f.weight IS DISTINCT FROM s.weight
  OR f.print IS DISTINCT FROM s.print
UNION ALL
SELECT COALESCE(f.part, s.part)
FROM prints AS f
FULL JOIN read_parquet($prints) AS s ON s.part = f.part
WHERE f.print IS DISTINCT FROM s.print
ORDER BY part

-- What people and slices are, as one number each, to hold what is taken against.
SELECT
  'specialists' AS part,
  SUM(CAST(CONV(SUBSTR(SHA2(CONCAT_WS('|',
      COALESCE(CAST(period_no AS STRING), '-'),
      COALESCE(CAST(specialist_key AS STRING), '-'),
      COALESCE(CAST(specialist_id AS STRING), '-'),
      COALESCE(CAST(specialist_name AS STRING), '-'),
      COALESCE(CAST(team_id AS STRING), '-'),
      COALESCE(CAST(team_name AS STRING), '-'),
      COALESCE(CAST(branch_id AS STRING), '-'),
      COALESCE(CAST(branch_name AS STRING), '-'),
      COALESCE(CAST(region AS STRING), '-')
    ), 256), 1, 15), 16, 10) AS DECIMAL(38, 0))) AS print
FROM run_specialists
UNION ALL
SELECT
  'properties' AS part,
  SUM(CAST(CONV(SUBSTR(SHA2(CONCAT_WS('|',
      COALESCE(CAST(slice_key AS STRING), '-'),
      COALESCE(CAST(product_line AS STRING), '-'),
      COALESCE(CAST(channel AS STRING), '-'),
      COALESCE(CAST(premium_mode AS STRING), '-'),
      COALESCE(CAST(customer_class AS STRING), '-')
    ), 256), 1, 15), 16, 10) AS DECIMAL(38, 0))) AS print
FROM facts.slices
WHERE rated_key = 0 OR slice_key IN (SELECT slice_key FROM run_values)

-- What the sums come to, to hold what is taken against; `print` is another if a sum is of another person, slice or number.
SELECT
  metric,
  period_no,
  COUNT(*) AS row_count,
  SUM(numerator) AS numerator,
  SUM(denominator) AS denominator,
  SUM(weight) AS weight,
  SUM(CAST(CONV(SUBSTR(SHA2(CONCAT_WS('|',
      COALESCE(CAST(specialist_key AS STRING), '-'),
      COALESCE(CAST(slice_key AS STRING), '-'),
      COALESCE(CAST(due_no AS STRING), '-'),
      COALESCE(CAST(stage AS STRING), '-'),
      COALESCE(CAST(department AS STRING), '-'),
      COALESCE(CAST(numerator AS STRING), '-'),
      COALESCE(CAST(denominator AS STRING), '-'),
      COALESCE(CAST(weight AS STRING), '-')
    ), 256), 1, 15), 16, 10) AS DECIMAL(38, 0))) AS print
FROM run_values
GROUP BY metric, period_no

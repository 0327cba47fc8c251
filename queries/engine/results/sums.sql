-- What the sums come to, to hold what is taken against.
SELECT
  metric,
  period_no,
  COUNT(*) AS row_count,
  SUM(numerator) AS numerator,
  SUM(denominator) AS denominator,
  SUM(weight) AS weight
FROM run_values
GROUP BY metric, period_no

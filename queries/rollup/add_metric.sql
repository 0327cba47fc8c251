-- Adds one metric to the run's sums. Dimensions nobody asked for are summed over.
INSERT INTO run_values
SELECT
  $metric,
  period_no,
  specialist_key,
  slice_key,
  due_no,
  stage,
  SUM(numerator),
  SUM(denominator)
FROM (
  SELECT
    period_no,
    specialist_key,
    CASE WHEN CAST($by_slice AS BOOLEAN) THEN slice_key ELSE 0 END AS slice_key,
    CASE WHEN CAST($by_due_no AS BOOLEAN) THEN due_no END AS due_no,
    CASE WHEN CAST($by_stage AS BOOLEAN) THEN stage END AS stage,
    CAST(numerator AS DECIMAL(38, 6)) AS numerator,
    CAST(denominator AS DECIMAL(38, 6)) AS denominator
  FROM (
{{ inner }}
  ) AS metric_rows
) AS wanted
GROUP BY period_no, specialist_key, slice_key, due_no, stage

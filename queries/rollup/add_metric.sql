-- Adds one metric to the run's sums. Dimensions nobody asked for are summed over, and if $split_period is not 0 all of them
-- in other periods than that one and the one before.
-- Sums of integers and decimals are exact whatever their type, so the common one is given to the sums and not to every
-- row.
INSERT INTO run_values
SELECT
  $metric,
  period_no,
  specialist_key,
  slice_key,
  due_no,
  stage,
  CAST(SUM(numerator) AS DECIMAL(38, 6)),
  CAST(SUM(denominator) AS DECIMAL(38, 6))
FROM (
  SELECT
    metric_rows.period_no,
    metric_rows.specialist_key,
    CASE WHEN CAST($by_slice AS BOOLEAN) AND ($split_period = 0 OR metric_rows.period_no BETWEEN $split_period - 1 AND $split_period) THEN metric_rows.slice_key ELSE 0 END AS slice_key,
    CASE WHEN CAST($by_due_no AS BOOLEAN) AND ($split_period = 0 OR metric_rows.period_no BETWEEN $split_period - 1 AND $split_period) THEN metric_rows.due_no END AS due_no,
    CASE WHEN CAST($by_stage AS BOOLEAN) AND ($split_period = 0 OR metric_rows.period_no BETWEEN $split_period - 1 AND $split_period) THEN metric_rows.stage END AS stage,
    metric_rows.numerator,
    metric_rows.denominator
  FROM (
{{ inner }}
  ) AS metric_rows
) AS wanted
GROUP BY period_no, specialist_key, slice_key, due_no, stage

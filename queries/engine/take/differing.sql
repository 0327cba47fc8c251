-- Metrics whose sums are not those the job came to.
WITH found AS (
  SELECT
    metric,
    period_no,
    COUNT(*) AS row_count,
    SUM(numerator) AS numerator,
    SUM(denominator) AS denominator,
    SUM(weight) AS weight
  FROM read_parquet($values)
  GROUP BY metric, period_no
)
SELECT DISTINCT COALESCE(f.metric, s.metric) AS metric
FROM found AS f
FULL JOIN read_parquet($sums) AS s ON s.metric = f.metric AND s.period_no = f.period_no
WHERE f.row_count IS DISTINCT FROM s.row_count
  OR f.numerator IS DISTINCT FROM s.numerator
  OR f.denominator IS DISTINCT FROM s.denominator
  OR f.weight IS DISTINCT FROM s.weight
ORDER BY metric

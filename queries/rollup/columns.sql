-- The columns of a metric's result, without its rows.
SELECT * FROM (
{{ inner }}
) AS metric_rows
LIMIT 0

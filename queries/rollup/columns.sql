-- The columns of a metric's result and their types, without its rows.
DESCRIBE SELECT * FROM (
{{ inner }}
) AS metric_rows

-- How many rows a metric has.
SELECT COUNT(*) AS found
FROM explain_rows

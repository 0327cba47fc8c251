-- About how many bytes the sums take that are kept now: they are packed well, so that a row is some 16.
SELECT CAST(COUNT(DISTINCT w.figure_no) * 100 + COUNT(v.metric) * 16 AS BIGINT) AS bytes
FROM run_kept AS w
LEFT JOIN run_values AS v ON v.metric = w.metric AND v.period_no = w.period_no

-- Those of them that are kept.
SELECT a.metric, a.period_no, MAX(f.figure_no) AS figure_no
FROM run_asked AS a
INNER JOIN kept.figures AS f ON f.key = a.key
GROUP BY a.metric, a.period_no
ORDER BY a.metric, a.period_no

-- They are kept: each with its key, also one that has no rows. A row is some 16 bytes.
INSERT INTO kept.figures
SELECT w.figure_no, w.key, 100 + 16 * COUNT(v.metric)
FROM run_kept AS w
LEFT JOIN run_values AS v ON v.metric = w.metric AND v.period_no = w.period_no
GROUP BY w.figure_no, w.key
ORDER BY w.figure_no

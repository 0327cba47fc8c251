-- Those of them that are kept.
SELECT f.key, w.answer
FROM run_asked_answers AS a
INNER JOIN kept.figures AS f ON f.key = a.key
INNER JOIN kept.figure_answers AS w ON w.figure_no = f.figure_no
ORDER BY f.figure_no

-- The number up to which figures have to go, the oldest first, so that the others take $most bytes at most; none if they do.
SELECT MAX(figure_no) AS figure_no
FROM (
  SELECT figure_no, SUM(bytes) OVER (ORDER BY figure_no DESC) AS bytes
  FROM kept.figures
) AS newer
WHERE bytes > $most

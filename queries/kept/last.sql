-- The number of the figure that was kept last.
SELECT COALESCE(MAX(figure_no), 0) AS figure_no FROM kept.figures

-- How many figures are kept, and about how many bytes they take.
SELECT COUNT(*) AS figures, CAST(COALESCE(SUM(bytes), 0) AS BIGINT) AS bytes FROM kept.figures

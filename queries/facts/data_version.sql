-- A table's version changes whenever its rows do: with each file, and when rows that waited (they stand in `rejects`) join.
WITH loaded AS (
  SELECT
    table_name,
    COUNT(*) AS files,
    MAX(file_no) AS last_file,
    CAST(SUM(accepted) AS BIGINT) AS accepted,
    CAST(SUM(changed) AS BIGINT) AS changed
  FROM files
  GROUP BY table_name
),
left_out AS (
  SELECT table_name, COUNT(*) AS rejects
  FROM rejects
  GROUP BY table_name
)
SELECT
  COALESCE(l.table_name, o.table_name) AS table_name,
  l.files,
  l.last_file,
  l.accepted,
  l.changed,
  o.rejects
FROM loaded AS l
FULL JOIN left_out AS o ON o.table_name = l.table_name
ORDER BY 1

-- A table's version changes whenever its rows do: with each file, and when rows move without one.
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
),
moved AS (
  SELECT table_name, COUNT(*) AS moves
  FROM moves
  WHERE COALESCE(id, due_id, policy_id) IS NULL
  GROUP BY table_name
)
SELECT
  COALESCE(l.table_name, o.table_name, m.table_name) AS table_name,
  l.files,
  l.last_file,
  l.accepted,
  l.changed,
  o.rejects,
  m.moves
FROM loaded AS l
FULL JOIN left_out AS o ON o.table_name = l.table_name
FULL JOIN moved AS m ON m.table_name = COALESCE(l.table_name, o.table_name)
ORDER BY 1

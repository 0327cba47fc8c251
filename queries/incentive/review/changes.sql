-- What two runs have differently, by person and row.
WITH old AS (
  SELECT specialist_id, node, SUM(amount) AS amount FROM incentive_lines WHERE run_no = $from_run GROUP BY specialist_id, node
),
new AS (
  SELECT specialist_id, node, SUM(amount) AS amount FROM incentive_lines WHERE run_no = $to_run GROUP BY specialist_id, node
)
SELECT
  COALESCE(n.specialist_id, o.specialist_id) AS specialist_id,
  COALESCE(n.node, o.node) AS node,
  COALESCE(o.amount, 0) AS was,
  COALESCE(n.amount, 0) AS becomes
FROM old AS o
FULL JOIN new AS n ON n.specialist_id = o.specialist_id AND n.node = o.node
WHERE COALESCE(o.amount, 0) <> COALESCE(n.amount, 0)
ORDER BY 1, 2

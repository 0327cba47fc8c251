-- What differs from the run that counted before: the earlier amount taken off, the new one put on.
INSERT INTO incentive_ledger
WITH old AS (
  SELECT specialist_id, node, SUM(amount) AS amount FROM incentive_lines WHERE run_no = $over_run GROUP BY specialist_id, node
),
new AS (
  SELECT specialist_id, node, SUM(amount) AS amount FROM incentive_lines WHERE run_no = $run_no GROUP BY specialist_id, node
),
changed AS (
  SELECT
    COALESCE(n.specialist_id, o.specialist_id) AS specialist_id,
    COALESCE(n.node, o.node) AS node,
    COALESCE(o.amount, 0) AS was,
    COALESCE(n.amount, 0) AS becomes
  FROM old AS o
  FULL JOIN new AS n ON n.specialist_id = o.specialist_id AND n.node = o.node
  WHERE COALESCE(o.amount, 0) <> COALESCE(n.amount, 0)
),
pairs AS (
  SELECT specialist_id, node, 1 AS side, 'reversal:' || node AS entry, -was AS amount FROM changed WHERE was <> 0
  UNION ALL
  SELECT specialist_id, node, 2, 'rebook:' || node, becomes FROM changed WHERE becomes <> 0
)
SELECT
  $posting_no,
  CAST(ROW_NUMBER() OVER (ORDER BY specialist_id, node, side) AS INTEGER),
  $plan_id,
  $posted_in,
  $period,
  specialist_id,
  entry,
  amount
FROM pairs

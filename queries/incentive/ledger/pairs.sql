-- What differs from the run that counted before: the earlier amount taken off, the new one put on.
INSERT INTO incentive_ledger
WITH changed AS (
{{ inner }}
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

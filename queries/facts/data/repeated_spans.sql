-- When the items paid on several days were settled: the longest runs of days, from `from_on` up to and without `to_on`, at
-- whose ends the net paid reached the amount due.
CREATE OR REPLACE TABLE facts.repeated_spans AS
WITH steps AS (
  SELECT s.item_key, s.from_on, s.to_on, s.net_paid >= i.amount_due AS is_settled
  FROM facts.repeated_steps AS s
  INNER JOIN facts.item_states AS i ON i.item_key = s.item_key
),
starts AS (
  SELECT
    item_key,
    from_on,
    to_on,
    is_settled,
    CASE
      WHEN is_settled AND LAG(is_settled, 1, FALSE) OVER (PARTITION BY item_key ORDER BY from_on) THEN 0
      ELSE 1
    END AS is_start
  FROM steps
),
runs AS (
  SELECT
    item_key,
    from_on,
    to_on,
    is_settled,
    SUM(is_start) OVER (PARTITION BY item_key ORDER BY from_on) AS run_no
  FROM starts
)
SELECT item_key, MIN(from_on) AS from_on, MAX(to_on) AS to_on
FROM runs
WHERE is_settled
GROUP BY item_key, run_no

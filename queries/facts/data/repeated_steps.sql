-- Net paid of the items paid on several days (reversals are such days too), as a step function: from `from_on` up to and
-- without `to_on` the item's net paid is `net_paid`. Before its first step it is 0.
CREATE OR REPLACE TABLE facts.repeated_steps AS
WITH days AS (
  SELECT p.item_key, p.paid_on, SUM(p.net_amount) AS net_amount
  FROM facts.payments AS p
  INNER JOIN facts.item_states AS i ON i.item_key = p.item_key
  WHERE i.is_repeated AND p.net_amount <> 0
  GROUP BY p.item_key, p.paid_on
)
SELECT
  item_key,
  paid_on AS from_on,
  LEAD(paid_on, 1, DATE '9999-12-31') OVER (PARTITION BY item_key ORDER BY paid_on) AS to_on,
  CAST(SUM(net_amount) OVER (PARTITION BY item_key ORDER BY paid_on) AS DECIMAL(18, 2)) AS net_paid
FROM days

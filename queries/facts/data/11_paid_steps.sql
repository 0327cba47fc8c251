-- Net paid as a step function: from `from_on` up to and without `to_on` the item's net paid is `net_paid`.
-- Before its first step it is 0. N(d, x) is the step that contains x.
CREATE OR REPLACE TABLE facts.paid_steps AS
WITH days AS (
  SELECT item_key, paid_on, SUM(net_amount) AS net_amount
  FROM facts.payments
  WHERE net_amount <> 0
  GROUP BY item_key, paid_on
)
SELECT
  item_key,
  paid_on AS from_on,
  LEAD(paid_on, 1, DATE '9999-12-31') OVER (PARTITION BY item_key ORDER BY paid_on) AS to_on,
  CAST(SUM(net_amount) OVER (PARTITION BY item_key ORDER BY paid_on) AS DECIMAL(18, 2)) AS net_paid
FROM days

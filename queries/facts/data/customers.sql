-- The customers, with or without a policy, each with a number: from the place of the first row that names it, which needs no order
-- of all of them. Rows of policies have the even ones.
-- numbered: customer_key by customer_id
CREATE OR REPLACE TABLE facts.customers AS
WITH named AS (
  SELECT customer_id, 2 * rowid + 2 AS place FROM main.policies
  UNION ALL
  SELECT customer_id, 2 * rowid + 1 AS place FROM main.customers
)
SELECT MIN(place) AS customer_key, customer_id
FROM named
GROUP BY customer_id

-- The customers, with or without a policy, with numbers in the order of their ids.
CREATE OR REPLACE TABLE facts.customers AS
WITH known AS (
  SELECT customer_id FROM main.policies
  UNION
  SELECT customer_id FROM main.customers
)
SELECT CAST(ROW_NUMBER() OVER (ORDER BY customer_id) AS INTEGER) AS customer_key, customer_id
FROM known

-- The customers of policies, with numbers in the order of their ids.
CREATE OR REPLACE TABLE facts.customers AS
WITH insured AS (
  SELECT DISTINCT customer_id FROM main.policies
)
SELECT CAST(ROW_NUMBER() OVER (ORDER BY customer_id) AS INTEGER) AS customer_key, customer_id
FROM insured

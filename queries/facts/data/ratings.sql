-- What each customer was judged to be: from `from_on` up to and without `to_on` of class `customer_class`. Before the first
-- dated rating that is what the customer's own columns say.
-- Customer class: A = good economy, strong awareness, good attitude; C = fair in all three; B = any other complete
-- triple; U = incomplete.
CREATE OR REPLACE TABLE facts.ratings AS
WITH judged AS (
  SELECT customer_id, DATE '0001-01-01' AS rated_on, FALSE AS is_dated, economic, awareness, attitude
  FROM main.customers
  UNION ALL
  SELECT customer_id, rated_on, TRUE, economic, awareness, attitude
  FROM main.customer_ratings
)
SELECT
  c.customer_key,
  j.rated_on AS from_on,
  LEAD(j.rated_on, 1, DATE '9999-12-31') OVER (PARTITION BY c.customer_key ORDER BY j.rated_on, j.is_dated) AS to_on,
  j.is_dated,
  CASE
    WHEN j.economic IS NULL OR j.awareness IS NULL OR j.attitude IS NULL THEN 'U'
    WHEN j.economic = 'good' AND j.awareness = 'strong' AND j.attitude = 'good' THEN 'A'
    WHEN j.economic = 'fair' AND j.awareness = 'fair' AND j.attitude = 'fair' THEN 'C'
    ELSE 'B'
  END AS customer_class
FROM judged AS j
INNER JOIN facts.customers AS c ON c.customer_id = j.customer_id

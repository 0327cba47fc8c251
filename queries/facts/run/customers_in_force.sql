-- The customers with a policy in force on the reference day, each once, at the person who answers for them then; 0 for a
-- customer without due items.
CREATE OR REPLACE TEMP VIEW run_customers_in_force AS
WITH customers AS (
  SELECT DISTINCT period_no, customer_key
  FROM run_in_force
)
SELECT c.period_no, c.customer_key, COALESCE(o.specialist_key, 0) AS specialist_key
FROM customers AS c
INNER JOIN run_periods AS r ON r.period_no = c.period_no
LEFT JOIN facts.customer_owners AS o
  ON o.customer_key = c.customer_key AND o.from_on <= r.reference_on AND r.reference_on < o.to_on

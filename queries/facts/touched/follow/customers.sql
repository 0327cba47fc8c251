-- Customers that are new or gone.
INSERT INTO touched
WITH differ AS (
  (SELECT * FROM before EXCEPT SELECT * FROM facts.customers)
  UNION ALL
  (SELECT * FROM facts.customers EXCEPT SELECT * FROM before)
)
SELECT DISTINCT 'customer', customer_id FROM differ

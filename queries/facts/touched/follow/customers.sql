-- Customers that are gone or have another number: what names them is looked at again.
INSERT INTO touched
SELECT 'customer', customer_id
FROM (SELECT * FROM before EXCEPT SELECT * FROM facts.customers)

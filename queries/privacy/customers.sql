-- What a question sees of customers. A temporary view comes before the table, also where `main.customers` is asked for.
CREATE TEMP VIEW customers AS
SELECT * REPLACE (masked_phone(phone) AS phone)
FROM duebook.main.customers

-- Customers. Telephone numbers begin with 100, which no mobile number does, and are masked.
-- order: customer_id
CREATE TABLE customers AS
SELECT
    printf('C%08d', c.customer_no) AS customer_id,
    sample_name(c.customer_key) AS customer_name,
    CAST(s.until_month - to_years(45) AS DATE) + CAST(round(3700 * sample_z('birth', c.customer_key)) AS INTEGER) AS birth_on,
    c.economic,
    c.awareness,
    c.attitude,
    printf('100****%04d', sample_int(0, 9999, sample_u('phone', c.customer_key))) AS phone
FROM sample_customers AS c
CROSS JOIN sample_settings AS s;

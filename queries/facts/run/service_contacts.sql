-- Service contacts of the period up to the as-of day, each with its customer; nobody's are left out.
CREATE OR REPLACE TEMP VIEW run_service_contacts AS
SELECT
  d.period_no,
  d.as_of,
  a.customer_key,
  a.activity_id,
  a.occurred_on,
  CAST(12 * EXTRACT(YEAR FROM a.occurred_on) + EXTRACT(MONTH FROM a.occurred_on) AS INTEGER) AS month
FROM facts.activities AS a
INNER JOIN run_days AS d ON d.day_on = a.occurred_on
WHERE a.is_service AND a.customer_key IS NOT NULL

-- Customers with policies of which none is in force on the reference day.
WITH insured AS (
  SELECT DISTINCT r.period_no, p.customer_key
  FROM run_periods AS r
  INNER JOIN facts.policies AS p ON p.issued_on <= r.last_on
)
SELECT
  i.period_no,
  COALESCE(o.specialist_key, 0) AS specialist_key,
  0 AS slice_key,
  CAST(NULL AS BIGINT) AS due_no,
  CAST(NULL AS BIGINT) AS stage,
  'customer' AS record,
  u.customer_id AS record_id,
  CASE WHEN f.customer_key IS NULL THEN 'not_in_force' END AS reason,
  CAST(NULL AS DATE) AS reason_on,
  CAST(NULL AS STRING) AS reason_of
FROM insured AS i
INNER JOIN run_periods AS r ON r.period_no = i.period_no
INNER JOIN facts.customers AS u ON u.customer_key = i.customer_key
LEFT JOIN facts.customer_owners AS o
  ON o.customer_key = i.customer_key AND o.from_on <= r.reference_on AND r.reference_on < o.to_on
LEFT JOIN run_customers_in_force AS f ON f.period_no = i.period_no AND f.customer_key = i.customer_key

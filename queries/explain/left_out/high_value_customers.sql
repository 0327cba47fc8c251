-- Customers whose grace ended in the period and that are not among the top 20 % by annual premium.
WITH matured AS (
  SELECT i.period_no, i.specialist_key, i.policy_key, p.customer_id, p.annual_premium
  FROM run_items AS i
  INNER JOIN facts.policies AS p ON p.policy_key = i.policy_key
  WHERE i.is_matured
),
policies AS (
  SELECT DISTINCT period_no, customer_id, policy_key, annual_premium
  FROM matured
),
ranked AS (
  SELECT
    period_no,
    customer_id,
    ROW_NUMBER() OVER (PARTITION BY period_no ORDER BY SUM(annual_premium) DESC, customer_id) AS place,
    COUNT(*) OVER (PARTITION BY period_no) AS customers
  FROM policies
  GROUP BY period_no, customer_id
)
SELECT DISTINCT
  m.period_no,
  m.specialist_key,
  0 AS slice_key,
  CAST(NULL AS BIGINT) AS due_no,
  CAST(NULL AS BIGINT) AS stage,
  'customer' AS record,
  m.customer_id AS record_id,
  'not_among_the_top' AS reason,
  CAST(NULL AS DATE) AS reason_on,
  CAST(t.place AS VARCHAR) || '/' || CAST(t.customers AS VARCHAR) AS reason_of
FROM matured AS m
INNER JOIN ranked AS t ON t.period_no = m.period_no AND t.customer_id = m.customer_id

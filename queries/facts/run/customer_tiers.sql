-- The value tier of each customer whose items matured in a period: `high` for the top 20 % by annual premium of the policies
-- concerned, once a policy, drawn for the whole company; of n customers n / 5, rounded up.
CREATE OR REPLACE TEMP VIEW run_customer_tiers AS
WITH policies AS (
  SELECT DISTINCT period_no, policy_key
  FROM run_items
  WHERE is_matured
),
customers AS (
  SELECT o.period_no, p.customer_key, MIN(p.customer_id) AS customer_id, SUM(p.annual_premium) AS premium
  FROM policies AS o
  INNER JOIN facts.policies AS p ON p.policy_key = o.policy_key
  GROUP BY o.period_no, p.customer_key
)
SELECT
  period_no,
  customer_key,
  premium,
  CASE
    WHEN 5 * (ROW_NUMBER() OVER (PARTITION BY period_no ORDER BY premium DESC, customer_id) - 1)
      < COUNT(*) OVER (PARTITION BY period_no)
      THEN 'high'
    ELSE 'other'
  END AS tier
FROM customers

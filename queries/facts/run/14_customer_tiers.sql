-- The value tier of each customer whose items matured in a period: `high` for the top 20 % by annual premium of the policies
-- concerned, once a policy, drawn for the whole company; of n customers n / 5, rounded up.
CREATE OR REPLACE TEMP VIEW run_customer_tiers AS
WITH policies AS (
  SELECT DISTINCT i.period_no, p.customer_key, p.policy_key, p.annual_premium
  FROM run_items AS i
  INNER JOIN facts.policies AS p ON p.policy_key = i.policy_key
  WHERE i.is_matured
),
customers AS (
  SELECT period_no, customer_key, SUM(annual_premium) AS premium
  FROM policies
  GROUP BY period_no, customer_key
)
SELECT
  period_no,
  customer_key,
  premium,
  CASE
    WHEN ROW_NUMBER() OVER (PARTITION BY period_no ORDER BY premium DESC, customer_key)
      <= (COUNT(*) OVER (PARTITION BY period_no) + 4) // 5
      THEN 'high'
    ELSE 'other'
  END AS tier
FROM customers

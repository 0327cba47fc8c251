-- The value tier of each customer with renewal items due in a reference month, each month (`stage`) by itself: `high` for the
-- top 20 % by annual premium of the policies concerned, once a policy, drawn for the whole company; n / 5, rounded up.
CREATE OR REPLACE TEMP VIEW run_month_tiers AS
WITH policies AS (
  SELECT DISTINCT period_no, stage, policy_key
  FROM run_items
  WHERE is_current_month
),
customers AS (
  SELECT o.period_no, o.stage, p.customer_key, MIN(p.customer_id) AS customer_id, SUM(p.annual_premium) AS premium
  FROM policies AS o
  INNER JOIN facts.policies AS p ON p.policy_key = o.policy_key
  GROUP BY o.period_no, o.stage, p.customer_key
)
SELECT
  period_no,
  stage,
  customer_key,
  premium,
  CASE
    WHEN 5 * (ROW_NUMBER() OVER (PARTITION BY period_no, stage ORDER BY premium DESC, customer_id) - 1)
      < COUNT(*) OVER (PARTITION BY period_no, stage)
      THEN 'high'
    ELSE 'other'
  END AS tier
FROM customers

-- Policies with what their customer is, and the place of their row, from which they get a number. The class is the one the
-- customer's own columns say; `rated_key` is the customer whose dated ratings ever say another, else 0: what they say on a
-- day is found by it (queries/facts/run/slices.sql).
CREATE OR REPLACE VIEW facts.classified_policies AS
WITH changing AS (
  SELECT customer_key
  FROM facts.ratings
  GROUP BY customer_key
  HAVING MIN(customer_class) < MAX(customer_class)
)
SELECT
  p.rowid AS place,
  p.policy_id,
  p.customer_id,
  u.customer_key,
  p.issued_on,
  p.annual_premium,
  p.product_line,
  p.channel,
  p.premium_mode,
  COALESCE(c.customer_class, 'U') AS customer_class,
  COALESCE(g.customer_key, 0) AS rated_key
FROM main.policies AS p
INNER JOIN facts.customers AS u ON u.customer_id = p.customer_id
LEFT JOIN facts.ratings AS c ON c.customer_key = u.customer_key AND NOT c.is_dated
LEFT JOIN changing AS g ON g.customer_key = u.customer_key

-- The renewal items due in the reference months, each with whether its customer is a key one: among the top 20 % of the month
-- by annual premium (`is_high`), or of class C on the reference day.
CREATE OR REPLACE TEMP VIEW run_key_items AS
WITH due AS (
  SELECT i.*, p.customer_key
  FROM run_items AS i
  INNER JOIN facts.policies AS p ON p.policy_key = i.policy_key
  WHERE i.is_current_month
)
SELECT
  i.*,
  l.customer_class,
  t.tier = 'high' AS is_high,
  t.tier = 'high' OR l.customer_class = 'C' AS is_key
FROM due AS i
INNER JOIN run_month_tiers AS t ON t.period_no = i.period_no AND t.stage = i.stage AND t.customer_key = i.customer_key
LEFT JOIN run_slices AS d ON d.period_no = i.period_no AND d.slice_key = i.slice_key
INNER JOIN facts.slices AS l ON l.slice_key = COALESCE(d.dated_key, i.slice_key)

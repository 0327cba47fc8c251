-- Slices: the combinations of what a policy and its customer are, each with a number. 0 stands for rows without policy.
-- Customers whose class changes have slices of their own (`rated_key`), which are those of the class of a day there.
-- numbered: slice_key by product_line, channel, premium_mode, customer_class, rated_key
CREATE OR REPLACE TABLE facts.slices AS
WITH combinations AS (
  SELECT DISTINCT product_line, channel, premium_mode, customer_class, rated_key
  FROM facts.classified_policies
),
with_classes AS (
  SELECT product_line, channel, premium_mode, customer_class, rated_key
  FROM combinations
  UNION
  SELECT c.product_line, c.channel, c.premium_mode, r.customer_class, 0
  FROM combinations AS c
  INNER JOIN facts.ratings AS r ON r.customer_key = c.rated_key
)
SELECT
  CAST(
    ROW_NUMBER() OVER (ORDER BY product_line, channel, premium_mode, customer_class, rated_key) AS INTEGER
  ) AS slice_key,
  product_line,
  channel,
  premium_mode,
  customer_class,
  rated_key
FROM with_classes
UNION ALL
SELECT 0, '(none)', '(none)', '(none)', '(none)', 0

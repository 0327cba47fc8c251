-- Slices: the combinations of what a policy and its customer are, each with a number. 0 stands for rows without policy.
CREATE OR REPLACE TABLE facts.slices AS
WITH combinations AS (
  SELECT DISTINCT product_line, channel, premium_mode, customer_class
  FROM facts.classified_policies
)
SELECT
  CAST(ROW_NUMBER() OVER (ORDER BY product_line, channel, premium_mode, customer_class) AS INTEGER) AS slice_key,
  product_line,
  channel,
  premium_mode,
  customer_class
FROM combinations
UNION ALL
SELECT 0, '(none)', '(none)', '(none)', '(none)'

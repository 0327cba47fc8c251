-- Policies with numbers for keys; the month of issue as a number (12 x year + month). A single or irregular
-- premium has no payments a year.
-- numbered: policy_key by policy_id
CREATE OR REPLACE TABLE facts.policies AS
SELECT
  p.place + 1 AS policy_key,
  p.policy_id,
  p.customer_id,
  p.customer_key,
  s.slice_key,
  p.issued_on,
  CAST(12 * EXTRACT(YEAR FROM p.issued_on) + EXTRACT(MONTH FROM p.issued_on) AS INTEGER) AS issued_month,
  p.annual_premium,
  CASE p.premium_mode WHEN 'annual' THEN 1 WHEN 'semiannual' THEN 2 WHEN 'quarterly' THEN 4 WHEN 'monthly' THEN 12 END
    AS payments_per_year
FROM facts.classified_policies AS p
INNER JOIN facts.slices AS s
  ON s.product_line = p.product_line AND s.channel = p.channel AND s.premium_mode = p.premium_mode
    AND s.customer_class = p.customer_class AND s.rated_key = p.rated_key

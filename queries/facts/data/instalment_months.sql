-- How many months the first instalments of policy years 2, 3 and 4 fall due before (`least`) or after (`most`) the
-- anniversary of issue they belong to: nearly always 0 and 1. What is asked about a cohort is then looked for in the due
-- months around its anniversaries only.
CREATE OR REPLACE TABLE facts.instalment_months AS
WITH first_instalments AS (
  SELECT
    i.due_month - p.issued_month AS months_after,
    CAST(FLOOR((i.due_no - 1) / p.payments_per_year) AS INTEGER) AS years_after
  FROM facts.items AS i
  INNER JOIN facts.policies AS p ON p.policy_key = i.policy_key
  WHERE (i.due_no - 1) % p.payments_per_year = 0
)
SELECT
  COALESCE(MIN(months_after - 12 * years_after), 0) AS least,
  COALESCE(MAX(months_after - 12 * years_after), 0) AS most
FROM first_instalments
WHERE years_after BETWEEN 1 AND 3

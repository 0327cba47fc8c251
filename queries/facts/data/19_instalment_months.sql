-- How many months the first instalments of policy years 2, 3 and 4 fall due before (`least`) or after (`most`) the
-- anniversary of issue they belong to: nearly always 0 and 1. What is asked about a cohort is then looked for in the due
-- months around its anniversaries only.
CREATE OR REPLACE TABLE facts.instalment_months AS
SELECT
  COALESCE(MIN(i.due_month - p.issued_month - 12 * ((i.due_no - 1) // p.payments_per_year)), 0) AS least,
  COALESCE(MAX(i.due_month - p.issued_month - 12 * ((i.due_no - 1) // p.payments_per_year)), 0) AS most
FROM facts.items AS i
INNER JOIN facts.policies AS p ON p.policy_key = i.policy_key
WHERE (i.due_no - 1) % p.payments_per_year = 0 AND (i.due_no - 1) // p.payments_per_year BETWEEN 1 AND 3

-- The months in which anything is due, as numbers, and between which days the grace of their items ends.
CREATE OR REPLACE TABLE facts.due_months AS
SELECT
  due_month,
  MIN(grace_end_on) AS first_grace_end_on,
  MAX(grace_end_on) AS last_grace_end_on,
  CAST(MAX(grace_end_on - due_on) AS INTEGER) AS longest_grace
FROM facts.items
GROUP BY due_month

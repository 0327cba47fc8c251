-- The customers whom the branch has or had to do with: of all their policies and items the rows are brought, so that whoever
-- answers for a customer or a policy on a day is known there as it is in the lake.
CREATE OR REPLACE TABLE chosen_customers AS
WITH items AS (
  SELECT id AS due_id FROM chosen_seeds WHERE kind = 'due_items'
  UNION
  SELECT p.due_id FROM payments AS p INNER JOIN chosen_seeds AS s ON s.kind = 'payments' AND s.id = p.payment_id
  UNION
  SELECT a.due_id FROM activities AS a INNER JOIN chosen_seeds AS s ON s.kind = 'activities' AND s.id = a.activity_id
),
owned AS (
  SELECT id AS policy_id FROM chosen_seeds WHERE kind = 'policies'
  UNION
  SELECT d.policy_id FROM due_items AS d INNER JOIN items AS i ON i.due_id = d.due_id
),
named AS (
  SELECT id AS customer_id FROM chosen_seeds WHERE kind = 'customers'
  UNION
  SELECT a.customer_id FROM activities AS a INNER JOIN chosen_seeds AS s ON s.kind = 'activities' AND s.id = a.activity_id
  UNION
  SELECT p.customer_id FROM policies AS p INNER JOIN owned AS o ON o.policy_id = p.policy_id
)
SELECT customer_id
FROM named
WHERE customer_id IS NOT NULL
